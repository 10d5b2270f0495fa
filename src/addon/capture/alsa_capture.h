// Capture: a thread that moves sound from an ALSA device into the ring, and keeps the ring going whatever happens to
// the device. It does not use JavaScript.
//
// What the reader gets: positions never stop or jump. After an xrun or a suspend, silence stands for the lost frames
// (between a 64-frame decay and a 64-frame fade-in). While a card is unplugged, silence comes at the nominal rate.
//
//   prepared ─ first frames ─▶ running ─ EPIPE, ESTRPIPE ─▶ xrun ─ first frames ─▶ running
//   any of them ─ the device fails, or is silent for too long ─▶ gone ─ reopened, first frames ─▶ running
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "capture/alsa_abi.h"
#include "capture/capture_clock.h"
#include "capture/pcm/pcm_device.h"
#include "system/realtime.h"
#include "capture/reopener.h"
#include "capture/ring_writer.h"

// The shared memory that capture writes.
struct CaptureRing {
  int32_t* header = nullptr;
  float* lanes = nullptr;
};

// The longest times, in ms.
struct CaptureTimes {
  // Pause between two attempts to reopen a card.
  int reopen = 500;
  // An open that takes longer has failed.
  int open = 1500;
  // `stop` leaves a capture thread behind that has not ended within this.
  int stop = 250;
  // The same for the thread that closes and reopens devices.
  int reopener_stop = 100;
};

class AlsaCapture : public std::enable_shared_from_this<AlsaCapture> {
 public:
  // Returns nullptr and sets `fault` if the device cannot be opened in time. Nothing touches the ring before `start`.
  static std::shared_ptr<AlsaCapture> open(const AlsaApi& api, const PcmRequest& request, PcmFault& fault, CaptureClock& clock,
                                           const CaptureTimes& times = CaptureTimes());
  ~AlsaCapture();

  const PcmDevice& device() const { return *device_; }
  // Channels written to the ring, at most 64. The number is fixed: if a card returns with fewer, the rest are silent.
  unsigned channels() const { return channels_; }
  unsigned sample_rate() const { return rate_; }

  // Starts the thread; to be called once. Returns warnings for people, one line each. `ring` must outlive `stop`, and
  // must stay for good if that returns false.
  std::vector<std::string> start(const CaptureRing& ring, const RealtimeOptions& realtime);
  // Returns within 400 ms by default; a second call is harmless. True: the thread has ended and the device is closed.
  // False: the device keeps the thread in a call (such as a pipe without a writer). The thread is then left behind: it
  // writes nothing more, and ends with its device when the call returns.
  bool stop();
  // Any thread. Why the card is away; '' while it is not.
  std::string message() const { return reopener_ ? reopener_->message() : std::string(); }

 private:
  AlsaCapture(const AlsaApi& api, std::unique_ptr<PcmDevice> device, const PcmRequest& request, CaptureClock& clock,
              const CaptureTimes& times);

  void run(const RealtimeOptions& realtime, const std::vector<MemoryRange>& memory);
  void announce(std::vector<std::string> warnings);
  void say_closed();
  void close_ring();
  void start_device();
  void capture_once();
  void idle(double since_ms);
  void deliver(long frames, double newest_ms);
  double pace(unsigned frames);
  void fail(long error);
  void recover(bool suspended);
  void lose_device(int error);
  void silence_once();
  void fill_gap(unsigned least);
  bool has_no_clock(long ready, double now_ms) const;
  double ms(double frames) const { return frames * 1000.0 / rate_; }

  const AlsaApi& api_;
  CaptureClock& clock_;
  const unsigned rate_;
  const unsigned channels_;
  const unsigned period_;
  const CaptureTimes times_;
  PcmRequest reopen_request_;
  std::string card_name_;
  std::string device_warning_;
  std::unique_ptr<PcmDevice> device_;
  std::unique_ptr<Reopener> reopener_;
  std::unique_ptr<RingWriter> writer_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};

  // Guarded by the lock: the thread's progress.
  std::mutex thread_lock_;
  std::condition_variable thread_moved_;
  bool has_started_ = false;
  bool has_ended_ = false;
  bool left_behind_ = false;
  std::vector<std::string> warnings_;

  // Capture thread only. Times are CLOCK_MONOTONIC ms. When the newest frame in the ring was captured.
  double newest_ms_ = 0;
  // When the device was last started, and the frames it has delivered since.
  double device_started_ms_ = 0;
  double device_frames_ = 0;
  // When the device last delivered something, or was started.
  double heard_ms_ = 0;
  // Consecutive restarts that brought no frame.
  unsigned barren_ = 0;
  // The device has no clock (null, file), so this thread paces it.
  bool paced_ = false;
  // Frames have come since the device was last started.
  bool flowing_ = false;
};
