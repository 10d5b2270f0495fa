// A capture on the simulated card. Its reader hears every frame as the mixer does: same
// waits, same acquire loads, on its own thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "capture/alsa_capture.h"
#include "fake_alsa.h"
#include "capture/ring_layout.h"

#define CHECK(condition, ...)                                                        \
  do {                                                                               \
    if (!(condition)) {                                                              \
      std::printf("not ok: %s:%d: %s ", __FILE__, __LINE__, #condition);             \
      std::printf(" " __VA_ARGS__);                                                  \
      std::printf("\n");                                                             \
      std::fflush(stdout);                                                           \
      std::_Exit(1);                                                                 \
    }                                                                                \
  } while (0)

class Rig {
 public:
  FakeWorld world;
  std::shared_ptr<AlsaCapture> capture;
  std::vector<std::string> warnings;
  // The recorded sound: [channel][position].
  std::vector<std::vector<float>> heard;
  // States in the order of publication; a state shorter than one publication may be missing.
  std::vector<uint32_t> states;
  // World index of position 0.
  uint64_t base = 0;
  // Long enough for a machine that is busy with something else. A rule about a call that hangs makes them shorter.
  CaptureTimes times{1, 60'000, 60'000, 60'000};
  // Largest difference between a stamp and the true capture time of its frame, ms.
  double worst_stamp_ms = 0;

  Rig() : lanes_(static_cast<size_t>(ring_layout::MAX_CHANNELS) * ring_layout::RING_CAPACITY, 7.0f) {
    words_[ring_layout::RING_WORD_MAGIC] = static_cast<int32_t>(ring_layout::RING_MAGIC);
    words_[ring_layout::RING_WORD_VERSION] = static_cast<int32_t>(ring_layout::RING_VERSION);
    words_[ring_layout::RING_WORD_CAPACITY] = static_cast<int32_t>(ring_layout::RING_CAPACITY);
  }
  // A thread that was left behind on a slow machine still closes its device in this world.
  ~Rig() {
    end();
    world.hang_open = false;
    world.hang_wait = false;
    run_until_closed();
  }

  PcmFault open(PcmRequest asked = request()) {
    PcmFault fault;
    capture = AlsaCapture::open(fake_alsa(), asked, fault, world, times);
    return fault;
  }

  // Positions start where the ring stands: shortly before they wrap.
  void start(const RealtimeOptions& realtime = {}) {
    CHECK(capture != nullptr);
    words_[ring_layout::RING_WORD_WRITE_POS] = words_[ring_layout::RING_WORD_READ_POS] = first_;
    heard.resize(capture->channels());
    base = world.index_now();
    world.ring_header = words_;
    warnings = capture->start({words_, lanes_.data()}, realtime);
    reader_ = std::thread([this] { read(); });
  }

  // Until `frames` frames were heard, whatever their content.
  void run(uint64_t frames) {
    while (heard_frames_.load() < frames) std::this_thread::sleep_for(std::chrono::microseconds(100));
  }

  template <typename Condition>
  void run_while(Condition condition) {
    while (condition()) std::this_thread::sleep_for(std::chrono::microseconds(100));
  }

  // Until every device is closed: a thread that nobody waits for any more may close the last one.
  void run_until_closed() {
    int open_now = 0;
    const auto since = std::chrono::steady_clock::now();
    do {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      std::lock_guard<std::recursive_mutex> guard(world.lock);
      open_now = world.open_now;
    } while (open_now != 0 && std::chrono::steady_clock::now() - since < std::chrono::minutes(1));
    CHECK(open_now == 0, "a device was left open");
  }

  void end() {
    // The writer must never wait for a reader that is about to leave.
    world.ring_header = nullptr;
    if (capture) capture->stop();
    __atomic_store_n(&leave_, 1, __ATOMIC_RELEASE);
    if (reader_.joinable()) reader_.join();
  }

  // Only of the reader's thread; a capture thread that was left behind continues.
  int32_t* words() { return words_; }
  float* lanes() { return lanes_.data(); }

  int word(uint32_t index) const { return __atomic_load_n(words_ + index, __ATOMIC_ACQUIRE); }
  uint32_t state() const { return static_cast<uint32_t>(word(ring_layout::RING_WORD_STATE)); }
  uint64_t position_of(uint32_t index) const { return static_cast<uint32_t>(word(index)) - static_cast<uint32_t>(first_); }
  uint64_t frames_heard() const { return heard_frames_.load(); }
  bool saw(uint32_t state) const { return std::find(states.begin(), states.end(), state) != states.end(); }

  static PcmRequest request() {
    PcmRequest request;
    request.device = "hw:1,0";
    return request;
  }

 private:
  void read() {
    for (;;) {
      const uint32_t position = static_cast<uint32_t>(word(ring_layout::RING_WORD_READ_POS));
      if (!wait_for_ring(words_, position + 1, &leave_, 20)) {
        if (__atomic_load_n(&leave_, __ATOMIC_ACQUIRE) != 0) return;
        continue;
      }
      const uint32_t written = static_cast<uint32_t>(word(ring_layout::RING_WORD_WRITE_POS));
      CHECK(written - position <= ring_layout::RING_CAPACITY, "lapped by %u frames", written - position);
      if (states.empty() || states.back() != state()) states.push_back(state());
      for (size_t channel = 0; channel < heard.size(); channel++) {
        for (uint32_t at = position; at != written; at++) {
          heard[channel].push_back(lanes_[channel * ring_layout::RING_CAPACITY + at % ring_layout::RING_CAPACITY]);
        }
      }
      check_stamp();
      __atomic_store_n(words_ + ring_layout::RING_WORD_READ_POS, static_cast<int32_t>(written), __ATOMIC_RELEASE);
      heard_frames_ += written - position;
    }
  }

  void check_stamp() {
    for (;;) {
      const int seq = word(ring_layout::RING_WORD_STAMP_SEQ);
      const uint64_t position = position_of(ring_layout::RING_WORD_STAMP_POS);
      const int64_t bits =
          __atomic_load_n(reinterpret_cast<const int64_t*>(words_ + ring_layout::RING_WORD_STAMP_TIME), __ATOMIC_ACQUIRE);
      if ((seq & 1) != 0 || word(ring_layout::RING_WORD_STAMP_SEQ) != seq) continue;
      double time_ms;
      std::memcpy(&time_ms, &bits, sizeof(time_ms));
      const double truth = static_cast<double>(base + position) * 1000.0 / capture->sample_rate();
      worst_stamp_ms = std::max(worst_stamp_ms, std::fabs(time_ms - truth));
      return;
    }
  }

  static constexpr int32_t first_ = 0x7FFFF000;
  alignas(8) int32_t words_[16] = {};
  std::vector<float> lanes_;
  std::thread reader_;
  int32_t leave_ = 0;
  std::atomic<uint64_t> heard_frames_{0};
};
