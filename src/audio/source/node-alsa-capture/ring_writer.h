// The producer's end of the capture ring (ring_layout.h, written down in ring-layout.ts). Capture thread only;
// wait-free, but for one futex wake per publish.
#pragma once

#include <cstdint>

#include "ring_layout.h"

// Frames over which the last samples decay to 0 before a gap, and the first ones fade in after it: 1.3 ms, too short to
// notice, long enough not to click.
constexpr unsigned GAP_FADE_FRAMES = 64;
// Most frames published at once; a reader may be this much nearer to being lapped than it believes (RING_GUARD).
constexpr unsigned MAX_PUBLISH_FRAMES = 1024;

// Contiguous room in every lane: channel c starts at `lane0 + c * RING_CAPACITY`.
struct RingRoom {
  float* lane0;
  unsigned frames;
};

class RingWriter {
 public:
  // `header` and `lanes` outlive the writer; `lanes` holds `channels` × RING_CAPACITY.
  RingWriter(int32_t* header, float* lanes, unsigned channels, unsigned sample_rate);

  unsigned channels() const { return channels_; }
  void set_state(uint32_t state);
  void count_xrun();
  // Wakes every thread in `wait_for_ring`; publishing does so by itself.
  void wake();

  // Room for at most `wanted` frames, fewer at the ring's end. Never 0 while `wanted` is not.
  RingRoom room(unsigned wanted);
  // Publishes frames written to `room` in the first `written` channels; the others are silenced. `time_ms`: capture
  // time of the last of them. The first frames after a gap are faded in here.
  void publish(unsigned frames, unsigned written, double time_ms);

  // What comes now does not follow what came last: the next silence begins with a decay, the next publish fades in.
  void begin_gap();
  // Publishes lost frames; `time_ms` is when the last of them would have been captured.
  void silence(unsigned frames, double time_ms);
  // The gap is over: the next frame published is the first after it.
  void end_gap();

 private:
  // The last sample of each channel: where a decay would begin.
  void remember(const RingRoom& written);
  void advance(unsigned frames, double time_ms);
  void fade_in(float* lane0, unsigned frames, unsigned written);

  int32_t* const header_;
  float* const lanes_;
  const unsigned channels_;
  const double ms_per_frame_;
  uint32_t position_;
  unsigned decay_left_ = 0;
  unsigned fade_left_ = 0;
  float last_[ring_layout::MAX_CHANNELS] = {};
  float decay_from_[ring_layout::MAX_CHANNELS] = {};
};

// Blocks until WRITE_POS reaches `position` (signed difference), `*interrupt` is not 0, or `timeout_ms` passed. True
// when the position was reached. Reader's thread; allocates nothing. `interrupt` may be null; it is looked at at
// every publish.
bool wait_for_ring(const int32_t* header, uint32_t position, const int32_t* interrupt, double timeout_ms);
