// Brings an unplugged card back. Its own thread (never real-time) closes the dead device and tries to open it again,
// because both may block. The capture thread hands over the dead device and picks up the new one without waiting. If
// the thread hangs in such a call at the end, it is left behind. It shares only its own state, and ends by itself.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "capture/alsa_abi.h"
#include "capture/pcm/pcm_device.h"

class Reopener {
 public:
  // `request` names the rate and channels for reopening. `interval_ms` is the pause between attempts.
  Reopener(const AlsaApi& api, PcmRequest request, std::string card_name, int interval_ms, int stop_ms);
  // Waits for the thread for at most `stop_ms`.
  ~Reopener();

  // Capture thread. Takes the dead device. `error` is the negative errno that ended it.
  void bury(std::unique_ptr<PcmDevice> device, int error);
  // Capture thread; wait-free. Returns a device that came back, once.
  std::unique_ptr<PcmDevice> take() { return std::unique_ptr<PcmDevice>(state_->returned.exchange(nullptr)); }
  // Any thread. Why the card is away; '' while it is not.
  std::string message() const;
  // Capture thread: the returned device delivers frames.
  void back();

 private:
  struct State {
    State(const AlsaApi& table, PcmRequest asked, std::string name, int interval);
    ~State();
    void run();
    std::unique_ptr<PcmDevice> attempt();

    const AlsaApi& api;
    const PcmRequest request;
    const std::string card_name;
    const int interval_ms;
    std::atomic<PcmDevice*> returned{nullptr};
    std::mutex lock;
    std::condition_variable changed;
    // Guarded by the lock:
    std::unique_ptr<PcmDevice> dead;
    int error = 0;
    bool away = false;
    bool stopping = false;
    bool ended = false;
    std::string message;
  };

  const int stop_ms_;
  const std::shared_ptr<State> state_;
  std::thread thread_;
};
