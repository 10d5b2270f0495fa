// Capture: a thread that moves sound from an ALSA device into the ring, and keeps the ring going whatever happens to
// the device. It knows nothing of JavaScript.
//
// What reaches the reader: positions never stop or jump. After an xrun or a suspend the lost frames are there as
// silence (between a 64-frame decay and a 64-frame fade-in); while a card is unplugged, silence comes at the nominal
// rate.
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

#include "alsa_abi.h"
#include "capture_clock.h"
#include "pcm_device.h"
#include "realtime.h"
#include "reopener.h"
#include "ring_writer.h"

// The shared memory that capture writes.
struct CaptureRing {
  int32_t* header = nullptr;
  float* lanes = nullptr;
};

class AlsaCapture : public std::enable_shared_from_this<AlsaCapture> {
 public:
  static constexpr int REOPEN_MS = 500;
  static constexpr int OPEN_MS = 1500;

  // nullptr and `fault` where the device cannot be opened within `open_ms`. The ring is first touched by `start`.
  static std::shared_ptr<AlsaCapture> open(const AlsaApi& api, const PcmWishes& wishes, PcmFault& fault, CaptureClock& clock,
                                           int reopen_ms = REOPEN_MS, int open_ms = OPEN_MS);
  ~AlsaCapture();

  const PcmDevice& device() const { return *device_; }
  // Channels written to the ring, at most 64. Fixed: a card that returns with fewer has silent ones.
  unsigned channels() const { return channels_; }
  unsigned sample_rate() const { return rate_; }

  // Starts the thread, once. Warnings for people, one line each. `ring` must outlive `stop`, for good where that
  // returns false.
  std::vector<std::string> start(const CaptureRing& ring, const RealtimeWishes& realtime);
  // Within 400 ms; harmless a second time. The thread has ended and the device is closed when it returns true. Where
  // the device keeps the thread in a call of its own (a pipe nobody writes to), false: the thread is left behind,
  // writes nothing any more, and ends with its device when the call does.
  bool stop();
  // Any thread. Why the card is away, '' while it is not.
  std::string message() const { return reopener_ ? reopener_->message() : std::string(); }

 private:
  AlsaCapture(const AlsaApi& api, std::unique_ptr<PcmDevice> device, const PcmWishes& wishes, CaptureClock& clock, int reopen_ms);

  void run(const RealtimeWishes& realtime, const std::vector<MemoryRange>& memory);
  void announce(std::vector<std::string> warnings);
  void say_closed();
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
  const int reopen_ms_;
  PcmWishes reopen_wishes_;
  std::string card_name_;
  std::string device_warning_;
  std::unique_ptr<PcmDevice> device_;
  std::unique_ptr<Reopener> reopener_;
  std::unique_ptr<RingWriter> writer_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};

  // Under the lock: how far the thread is.
  std::mutex thread_lock_;
  std::condition_variable thread_moved_;
  bool has_started_ = false;
  bool has_ended_ = false;
  bool left_behind_ = false;
  std::vector<std::string> warnings_;

  // Capture thread only. Times are CLOCK_MONOTONIC ms.
  // When the newest frame in the ring was captured.
  double newest_ms_ = 0;
  // When the device last was started, and frames it delivered since.
  double device_started_ms_ = 0;
  double device_frames_ = 0;
  // When the device last delivered something, or was started.
  double heard_ms_ = 0;
  // Restarts in a row that brought no frame.
  unsigned barren_ = 0;
  // Nothing paces the device (null, file): the thread does.
  bool paced_ = false;
  // Frames came since the device was last started.
  bool flowing_ = false;
};
