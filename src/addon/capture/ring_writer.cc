#include "capture/ring_writer.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstring>
#include <ctime>

#include "capture/capture_clock.h"

using namespace ring_layout;

namespace {

constexpr uint32_t MASK = RING_CAPACITY - 1;

void store(int32_t* word, uint32_t value) { __atomic_store_n(word, static_cast<int32_t>(value), __ATOMIC_RELEASE); }

void add(int32_t* word, uint32_t value) { __atomic_fetch_add(word, static_cast<int32_t>(value), __ATOMIC_RELEASE); }

}  // namespace

RingWriter::RingWriter(int32_t* header, float* lanes, unsigned channels, unsigned sample_rate)
    : header_(header),
      lanes_(lanes),
      channels_(std::min(channels, static_cast<unsigned>(MAX_CHANNELS))),
      ms_per_frame_(1000.0 / sample_rate),
      position_(static_cast<uint32_t>(__atomic_load_n(header + RING_WORD_WRITE_POS, __ATOMIC_ACQUIRE))) {
  store(header_ + RING_WORD_CHANNELS, channels_);
}

void RingWriter::set_state(uint32_t state) { store(header_ + RING_WORD_STATE, state); }

void RingWriter::count_xrun() { add(header_ + RING_WORD_XRUNS, 1); }

RingRoom RingWriter::room(unsigned wanted) {
  const uint32_t index = position_ & MASK;
  return {lanes_ + index, std::min({wanted, MAX_PUBLISH_FRAMES, RING_CAPACITY - index})};
}

void RingWriter::publish(unsigned frames, unsigned written, double time_ms) {
  if (frames == 0) return;
  float* const lane0 = lanes_ + (position_ & MASK);
  for (unsigned channel = written; channel < channels_; channel++) {
    std::memset(lane0 + static_cast<size_t>(channel) * RING_CAPACITY, 0, frames * sizeof(float));
  }
  if (fade_left_ > 0) fade_in(lane0, frames, std::min(written, channels_));
  remember({lane0, frames});
  advance(frames, time_ms);
}

void RingWriter::remember(const RingRoom& written) {
  for (unsigned channel = 0; channel < channels_; channel++) {
    last_[channel] = written.lane0[static_cast<size_t>(channel) * RING_CAPACITY + written.frames - 1];
  }
}

void RingWriter::fade_in(float* lane0, unsigned frames, unsigned written) {
  const unsigned count = std::min(frames, fade_left_);
  const unsigned done = GAP_FADE_FRAMES - fade_left_;
  for (unsigned channel = 0; channel < written; channel++) {
    float* const lane = lane0 + static_cast<size_t>(channel) * RING_CAPACITY;
    for (unsigned frame = 0; frame < count; frame++) {
      lane[frame] *= static_cast<float>(done + frame + 1) / static_cast<float>(GAP_FADE_FRAMES);
    }
  }
  fade_left_ -= count;
}

void RingWriter::begin_gap() {
  std::copy_n(last_, channels_, decay_from_);
  decay_left_ = GAP_FADE_FRAMES;
  fade_left_ = 0;
}

void RingWriter::silence(unsigned frames, double time_ms) {
  add(header_ + RING_WORD_LOST_FRAMES, frames);
  while (frames > 0) {
    const RingRoom slice = room(frames);
    const unsigned decaying = std::min(slice.frames, decay_left_);
    for (unsigned channel = 0; channel < channels_; channel++) {
      float* const lane = slice.lane0 + static_cast<size_t>(channel) * RING_CAPACITY;
      for (unsigned frame = 0; frame < decaying; frame++) {
        const float left = static_cast<float>(decay_left_ - 1 - frame) / static_cast<float>(GAP_FADE_FRAMES);
        lane[frame] = decay_from_[channel] * left;
      }
      std::memset(lane + decaying, 0, (slice.frames - decaying) * sizeof(float));
    }
    decay_left_ -= decaying;
    frames -= slice.frames;
    remember(slice);
    advance(slice.frames, time_ms - frames * ms_per_frame_);
  }
}

void RingWriter::end_gap() {
  fade_left_ = GAP_FADE_FRAMES;
  store(header_ + RING_WORD_XRUN_POS, position_);
}

void RingWriter::advance(unsigned frames, double time_ms) {
  position_ += frames;
  // Seqlock. The exchange keeps the stamp's stores after the odd count; the last store keeps them before the even one.
  int32_t* const seq = header_ + RING_WORD_STAMP_SEQ;
  const int32_t count = __atomic_load_n(seq, __ATOMIC_RELAXED);
  __atomic_exchange_n(seq, count + 1, __ATOMIC_ACQ_REL);
  __atomic_store_n(header_ + RING_WORD_STAMP_POS, static_cast<int32_t>(position_), __ATOMIC_RELAXED);
  int64_t bits;
  std::memcpy(&bits, &time_ms, sizeof(bits));
  __atomic_store_n(reinterpret_cast<int64_t*>(header_ + RING_WORD_STAMP_TIME), bits, __ATOMIC_RELAXED);
  __atomic_store_n(seq, count + 2, __ATOMIC_RELEASE);
  store(header_ + RING_WORD_WRITE_POS, position_);
  wake();
}

void RingWriter::wake() {
  syscall(SYS_futex, header_ + RING_WORD_WRITE_POS, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

bool wait_for_ring(const int32_t* header, uint32_t position, const int32_t* interrupt, double timeout_ms) {
  const int32_t* const word = header + RING_WORD_WRITE_POS;
  MonotonicClock clock;
  const double deadline = clock.now_ms() + timeout_ms;
  for (;;) {
    const int32_t written = __atomic_load_n(word, __ATOMIC_ACQUIRE);
    if (static_cast<int32_t>(static_cast<uint32_t>(written) - position) >= 0) return true;
    if (interrupt != nullptr && __atomic_load_n(interrupt, __ATOMIC_ACQUIRE) != 0) return false;
    const double left = deadline - clock.now_ms();
    if (left <= 0) return false;
    timespec timeout{};
    timeout.tv_sec = static_cast<time_t>(left / 1e3);
    timeout.tv_nsec = static_cast<long>(std::fmod(left, 1e3) * 1e6);
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, written, &timeout, nullptr, 0);
  }
}
