// Brings an unplugged card back: a thread of its own, never a real-time one, closes the dead device and tries to open it
// again, because both may block. The capture thread hands the dead one over and picks the new one up without waiting.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "alsa_abi.h"
#include "pcm_device.h"

class Reopener {
 public:
  // `wishes` name the rate and channels to come back with. `interval_ms` between two attempts.
  Reopener(const AlsaApi& api, PcmWishes wishes, std::string card_name, int interval_ms);
  ~Reopener();

  // Capture thread. Takes the dead device; `error` is the negative errno that ended it.
  void bury(std::unique_ptr<PcmDevice> device, int error);
  // Capture thread; wait-free. A device that came back, once.
  std::unique_ptr<PcmDevice> take() { return std::unique_ptr<PcmDevice>(returned_.exchange(nullptr)); }
  // Any thread. Why the card is away, '' while it is not.
  std::string message() const;
  // Capture thread: the returned device delivers.
  void back();

 private:
  void run();
  std::unique_ptr<PcmDevice> attempt();

  const AlsaApi& api_;
  const PcmWishes wishes_;
  const std::string card_name_;
  const int interval_ms_;
  std::atomic<PcmDevice*> returned_{nullptr};
  mutable std::mutex lock_;
  std::condition_variable changed_;
  // Under the lock:
  std::unique_ptr<PcmDevice> dead_;
  int error_ = 0;
  bool away_ = false;
  bool stopping_ = false;
  std::string message_;
  std::thread thread_;
};
