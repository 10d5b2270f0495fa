// The producer's end of the capture ring (ring_layout.h, described in ring-layout.ts). Capture thread only.
// Wait-free, except for one futex wake per publish.
#pragma once

#include <cstdint>

#include "capture/ring_layout.h"

// Frames over which the last samples decay to 0 before a gap, and the first samples fade in after it. 1.3 ms: too
// short to notice, long enough not to click.
constexpr unsigned GAP_FADE_FRAMES = 64;
// Most frames published at once. A reader may be this much closer to being lapped than it assumes (RING_GUARD).
constexpr unsigned MAX_PUBLISH_FRAMES = 1024;

// Contiguous space in every lane: channel c starts at `lane0 + c * RING_CAPACITY`.
struct RingRoom {
  float* lane0;
  unsigned frames;
};

class RingWriter {
 public:
  // `header` and `lanes` must outlive the writer. `lanes` holds `channels` × RING_CAPACITY.
  RingWriter(int32_t* header, float* lanes, unsigned channels, unsigned sample_rate);

  unsigned channels() const { return channels_; }
  void set_state(uint32_t state);
  void count_xrun();
  // Wakes every thread in `wait_for_ring`. Publishing does this too.
  void wake();

  // Space for at most `wanted` frames, fewer at the ring's end. 0 only if `wanted` is 0.
  RingRoom room(unsigned wanted);
  // Publishes frames that were written to `room` in the first `written` channels, and silences the other channels.
  // `time_ms`: capture time of the last frame. Fades in the first frames after a gap.
  void publish(unsigned frames, unsigned written, double time_ms);

  // Begins a gap: the next frames do not follow the last ones. The next silence begins with
  // a decay, and the next publish fades in.
  void begin_gap();
  // Publishes lost frames. `time_ms` is when the last of them would have been captured.
  void silence(unsigned frames, double time_ms);
  // Ends the gap: the next frame published is the first one after it.
  void end_gap();

 private:
  // The last sample of each channel, where a decay would begin.
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

// Blocks until WRITE_POS reaches `position` (signed difference), `*interrupt` is not 0, or
// `timeout_ms` passed. True if the position was reached. Reader's thread; allocates nothing.
// `interrupt` may be null. It is checked at every publish.
bool wait_for_ring(const int32_t* header, uint32_t position, const int32_t* interrupt, double timeout_ms);
