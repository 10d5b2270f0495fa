#include "capture/alsa_capture.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <utility>

#include "capture/bounded_open.h"

using namespace ring_layout;

namespace {

// Longest time the thread stays in poll, and so how late it notices `stop`.
constexpr int WAIT_MS = 50;
// Shortest rest of a thread that found nothing to do, so that no device causes a busy loop.
constexpr double REST_MS = 1;
// A device that neither delivers nor fails for this long counts as gone.
constexpr double STALL_MS = 200;
// After this many consecutive restarts without a frame, the device counts as broken.
constexpr unsigned MAX_BARREN = 8;
constexpr int RESUME_ATTEMPTS = 50;
constexpr double RESUME_PAUSE_MS = 20;
// A longer gap is shortened to this: the reader was lapped anyway.
constexpr double MAX_GAP_MS = 1000;
// A long gap is written in steps of this, so that the reader keeps up and the
// decay is not overwritten before it is read.
constexpr unsigned FILL_FRAMES = RING_CAPACITY / 4;
constexpr double FILL_PAUSE_MS = 2;
// A device this young still shows whether it has a clock: a real one delivers no faster than its rate.
constexpr double PROBATION_MS = 1000;
constexpr double PROBATION_SLACK_MS = 20;

}  // namespace

std::shared_ptr<AlsaCapture> AlsaCapture::open(const AlsaApi& api, const PcmRequest& request, PcmFault& fault,
                                               CaptureClock& clock, const CaptureTimes& times) {
  std::unique_ptr<PcmDevice> device = open_within(api, request, fault, times.open);
  if (!device) return nullptr;
  return std::shared_ptr<AlsaCapture>(new AlsaCapture(api, std::move(device), request, clock, times));
}

AlsaCapture::AlsaCapture(const AlsaApi& api, std::unique_ptr<PcmDevice> device, const PcmRequest& request,
                         CaptureClock& clock, const CaptureTimes& times)
    : api_(api),
      clock_(clock),
      rate_(device->sample_rate()),
      channels_(std::min(device->channels(), MAX_CHANNELS)),
      period_(std::clamp(request.period_frames, 16u, MAX_PUBLISH_FRAMES)),
      times_(times),
      reopen_request_(request),
      card_name_(device->card_name()),
      device_(std::move(device)) {
  reopen_request_.device = device_->name();
  reopen_request_.sample_rate = rate_;
  reopen_request_.channels = channels_;
  if (device_->buffer_frames() < 4 * device_->period_frames()) {
    device_warning_ = device_->name() + " buffers only " + std::to_string(device_->buffer_frames()) + " frames in periods of " +
                      std::to_string(device_->period_frames()) + ": expect xruns under load";
  }
}

AlsaCapture::~AlsaCapture() { stop(); }

std::vector<std::string> AlsaCapture::start(const CaptureRing& ring, const RealtimeOptions& realtime) {
  if (thread_.joinable() || stopping_) return {};
  writer_ = std::make_unique<RingWriter>(ring.header, ring.lanes, channels_, rate_);
  reopener_ = std::make_unique<Reopener>(api_, reopen_request_, card_name_, times_.reopen, times_.reopener_stop);
  writer_->set_state(SOURCE_STATE_PREPARED);
  const std::vector<MemoryRange> memory = {{ring.header, RING_HEADER_BYTES},
                                           {ring.lanes, static_cast<size_t>(channels_) * RING_CAPACITY * sizeof(float)}};
  thread_ = std::thread([self = shared_from_this(), realtime, memory] { self->run(realtime, memory); });
  std::unique_lock<std::mutex> guard(thread_lock_);
  thread_moved_.wait(guard, [this] { return has_started_; });
  if (device_warning_.empty()) return std::move(warnings_);
  warnings_.push_back(device_warning_);
  return std::move(warnings_);
}

bool AlsaCapture::stop() {
  stopping_ = true;
  if (thread_.joinable()) {
    std::unique_lock<std::mutex> guard(thread_lock_);
    const bool ended = thread_moved_.wait_for(guard, std::chrono::milliseconds(times_.stop), [this] { return has_ended_; });
    left_behind_ = !ended;
    // Nobody else says it then.
    if (left_behind_) close_ring();
    guard.unlock();
    if (ended) {
      thread_.join();
    } else {
      thread_.detach();
    }
  }
  // The left-behind thread still uses both.
  if (left_behind_) return false;
  // Closing a device may hang, like opening it.
  if (reopener_ && device_) reopener_->bury(std::move(device_), 0);
  reopener_.reset();
  device_.reset();
  return true;
}

void AlsaCapture::announce(std::vector<std::string> warnings) {
  {
    std::lock_guard<std::mutex> guard(thread_lock_);
    has_started_ = true;
    warnings_ = std::move(warnings);
  }
  thread_moved_.notify_all();
}

// Touches the ring for the last time, unless the thread was left behind: then the next source may already own the ring.
void AlsaCapture::say_closed() {
  {
    std::lock_guard<std::mutex> guard(thread_lock_);
    has_ended_ = true;
    if (!left_behind_) close_ring();
  }
  thread_moved_.notify_all();
}

void AlsaCapture::close_ring() {
  writer_->set_state(SOURCE_STATE_CLOSED);
  writer_->wake();
}

void AlsaCapture::run(const RealtimeOptions& realtime, const std::vector<MemoryRange>& memory) {
  announce(become_realtime(realtime, memory));
  newest_ms_ = clock_.now_ms();
  start_device();
  while (!stopping_) {
    if (device_) {
      capture_once();
    } else {
      silence_once();
    }
  }
  if (realtime.lock_memory) unlock_memory(memory);
  say_closed();
}

void AlsaCapture::start_device() {
  device_started_ms_ = heard_ms_ = clock_.now_ms();
  device_frames_ = 0;
  paced_ = flowing_ = false;
  const int code = device_->start();
  if (code < 0) lose_device(code);
}

void AlsaCapture::capture_once() {
  const double since_ms = clock_.now_ms();
  const double delivered = device_frames_;
  const int awake = paced_ ? 1 : device_->wait(WAIT_MS);
  if (awake < 0) {
    fail(awake);
  } else {
    const double now = clock_.now_ms();
    const PcmReady ready = device_->ready(now);
    if (ready.frames < 0) fail(ready.frames);
    if (ready.frames > 0) {
      if (!paced_ && has_no_clock(ready.frames, now)) paced_ = true;
      deliver(ready.frames, ready.newest_ms);
    }
  }
  if (device_ && device_frames_ == delivered) idle(since_ms);
}

// Nothing has come since `since_ms`. Some plugins are readable with nothing to read, or answer "try again" for ever.
// Neither may become a busy loop of a real-time thread; a device that goes on like that counts as gone.
void AlsaCapture::idle(double since_ms) {
  const double now = clock_.now_ms();
  if (now - heard_ms_ > STALL_MS) return lose_device(-ETIMEDOUT);
  if (now - since_ms < REST_MS) clock_.sleep_until_ms(now + REST_MS);
}

void AlsaCapture::deliver(long frames, double newest_ms) {
  const unsigned written = std::min(channels_, device_->channels());
  while (frames > 0 && !stopping_) {
    const RingRoom room = writer_->room(static_cast<unsigned>(std::min<long>(frames, paced_ ? period_ : MAX_PUBLISH_FRAMES)));
    const double paced_ms = paced_ ? pace(room.frames) : 0;
    const long got = device_->read(room.frames, written, room.lane0, RING_CAPACITY, stopping_);
    if (stopping_) return;
    if (got < 0) return fail(got);
    if (got == 0) return;
    frames -= got;
    if (!flowing_) {
      flowing_ = true;
      writer_->set_state(SOURCE_STATE_RUNNING);
      reopener_->back();
    }
    newest_ms_ = paced_ ? paced_ms : newest_ms - ms(static_cast<double>(frames));
    heard_ms_ = clock_.now_ms();
    device_frames_ += static_cast<double>(got);
    barren_ = 0;
    writer_->publish(static_cast<unsigned>(got), written, newest_ms_);
  }
}

// Sleeps until `frames` more would have been captured. Returns that time.
double AlsaCapture::pace(unsigned frames) {
  const double now = clock_.now_ms();
  double deadline = newest_ms_ + ms(frames);
  if (now - deadline > MAX_GAP_MS) deadline = now;
  clock_.sleep_until_ms(deadline);
  return deadline;
}

bool AlsaCapture::has_no_clock(long ready, double now_ms) const {
  const double age_ms = now_ms - device_started_ms_;
  return age_ms < PROBATION_MS && ms(device_frames_ + static_cast<double>(ready)) > age_ms + PROBATION_SLACK_MS;
}

void AlsaCapture::fail(long error) {
  // After `stop`, the result of a call that hung no longer matters.
  if (stopping_) return;
  switch (error) {
    case -EINTR:
    case -EAGAIN:
      return;
    case -EPIPE:
      return recover(false);
    case -ESTRPIPE:
      return recover(true);
    default:
      return lose_device(static_cast<int>(error));
  }
}

void AlsaCapture::recover(bool suspended) {
  if (flowing_) writer_->set_state(SOURCE_STATE_XRUN);
  writer_->count_xrun();
  flowing_ = false;
  writer_->begin_gap();
  fill_gap(GAP_FADE_FRAMES);
  int code = device_->recover(suspended);
  for (int attempt = 1; code == -EAGAIN && attempt < RESUME_ATTEMPTS && !stopping_; attempt++) {
    clock_.sleep_until_ms(clock_.now_ms() + RESUME_PAUSE_MS);
    fill_gap(0);
    code = device_->recover(suspended);
  }
  if (stopping_) return;
  if (code >= 0 && ++barren_ > MAX_BARREN) code = -EPIPE;
  if (code < 0) return lose_device(code);
  fill_gap(0);
  writer_->end_gap();
  device_started_ms_ = heard_ms_ = clock_.now_ms();
  device_frames_ = 0;
  paced_ = flowing_ = false;
}

void AlsaCapture::lose_device(int error) {
  if (stopping_) return;
  writer_->set_state(SOURCE_STATE_GONE);
  // Counts one xrun for each time sound breaks off, however long it lasts; `recover` has counted its own.
  if (flowing_) writer_->count_xrun();
  flowing_ = false;
  writer_->begin_gap();
  fill_gap(GAP_FADE_FRAMES);
  reopener_->bury(std::move(device_), error);
}

void AlsaCapture::silence_once() {
  device_ = reopener_->take();
  if (device_) {
    writer_->end_gap();
    return start_device();
  }
  newest_ms_ = pace(period_);
  writer_->silence(period_, newest_ms_);
}

// Writes silence from the newest frame in the ring until now, at least `least` frames. The decay needs that space and
// that time. Otherwise a device that fails again and again would drive the ring faster than real time.
void AlsaCapture::fill_gap(unsigned least) {
  if (stopping_) return;
  if (least > 0) clock_.sleep_until_ms(newest_ms_ + ms(least));
  const double now = clock_.now_ms();
  const double lost = std::round(std::clamp(now - newest_ms_, 0.0, MAX_GAP_MS) * rate_ / 1000);
  unsigned frames = std::max(least, static_cast<unsigned>(lost));
  newest_ms_ = std::max(now, newest_ms_);
  while (frames > FILL_FRAMES) {
    frames -= FILL_FRAMES;
    writer_->silence(FILL_FRAMES, newest_ms_ - ms(frames));
    clock_.sleep_until_ms(clock_.now_ms() + FILL_PAUSE_MS);
  }
  writer_->silence(frames, newest_ms_);
}
