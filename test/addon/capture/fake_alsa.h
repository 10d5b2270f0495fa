// A simulated sound card behind the same table of functions as libasound: the hardware
// port of the tests. Time is virtual and moves only when the capture thread waits. So
// every frame, fault and gap falls exactly where a test put it.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "capture/alsa_abi.h"
#include "capture/capture_clock.h"

struct FakeCard {
  int number = 1;
  std::string id = "X18";
  std::string name = "X18/XR18";
  std::string driver = "USB-Audio";
  bool present = true;
  bool busy = false;
  // Delivers nothing and reports nothing.
  bool mute = false;
  // Has no clock: everything is available at once, as with ALSA's null device.
  bool clockless = false;
  unsigned min_channels = 2;
  unsigned max_channels = 2;
  std::vector<unsigned> rates = {44'100, 48'000};
  std::vector<int> formats = {alsa::FORMAT_S32_LE, alsa::FORMAT_S24_3LE, alsa::FORMAT_S24_LE, alsa::FORMAT_FLOAT_LE,
                              alsa::FORMAT_S16_LE};
  std::vector<int> accesses = {alsa::ACCESS_MMAP_INTERLEAVED, alsa::ACCESS_MMAP_NONINTERLEAVED, alsa::ACCESS_RW_INTERLEAVED};
  alsa::Frames max_buffer = 65'536;
  alsa::Frames min_period = 1;
  // ALSA's null device instead of a card. It offers any number of channels, and claims to
  // have filled memory it did not touch.
  bool null = false;
  // Answers "try again" to every request for frames.
  bool again = false;
  // Loses its place after every frame.
  bool barely = false;
  // The card is there (again) from this virtual time on.
  double returns_ms = 0;
};

enum class Where { wait, ready, read };

// A fault that happens when exactly `at` frames were delivered in all.
struct FakeFault {
  uint64_t at;
  Where where;
  int error;
  // Virtual time that passes meanwhile; sound goes on outside, unheard.
  double gap_ms;
  // Answers of snd_pcm_resume.
  int resume_again = 0;
  int resume_result = 0;
  // Ends the device for good (unplugged): it needs a new open.
  bool dead = false;
  // What else changes at that moment.
  std::function<void(FakeCard&)> also = nullptr;
};

class FakeWorld final : public CaptureClock {
 public:
  FakeWorld();
  double now_ms() override { return now_.load(); }
  void sleep_until_ms(double deadline_ms) override;
  // Moves virtual time on, and lets the reader keep up.
  void pass_until(double ms);

  // The sample of a channel at a moment of the world: frame `index` since time 0, −1 … 1. Any thread.
  double sample(unsigned channel, uint64_t index) const;
  uint64_t index_now() const { return static_cast<uint64_t>(now_.load() * rate / 1000 + 1e-6); }

  std::recursive_mutex lock;
  std::vector<FakeCard> cards{FakeCard{}};
  std::deque<FakeFault> faults;
  unsigned rate = 48'000;
  // Most frames one read gives; 0 = all.
  unsigned short_read = 0;
  // Every n-th wait is interrupted; 0 = none.
  unsigned interrupt_every = 0;
  uint64_t delivered = 0;
  // Calls of wait, ready and read so far.
  std::atomic<uint64_t> calls{0};
  // While set, an open or a wait does not return.
  std::atomic<bool> hang_open{false};
  std::atomic<bool> hang_wait{false};
  std::atomic<int> hanging{0};
  unsigned opens = 0;
  int open_now = 0;
  // Full 24-bit integers that encode frame and channel instead of a smooth tone.
  bool counting = false;
  // Set while a reader must not be left behind.
  std::atomic<const int32_t*> ring_header{nullptr};

 private:
  std::atomic<double> now_{1000.0};
};

// The world in which the table's functions act: one at a time.
extern FakeWorld* world;
const AlsaApi& fake_alsa();
