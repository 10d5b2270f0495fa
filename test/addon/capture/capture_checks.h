// What a recording of the rig must contain.
#pragma once

#include <cmath>
#include <cstdint>

#include "capture_rig.h"

// The result of capture for a sample that a card sent in this format.
inline float through(int format, double sample) {
  if (format == alsa::FORMAT_FLOAT_LE) return static_cast<float>(sample);
  const int bits = format == alsa::FORMAT_S16_LE ? 16 : format == alsa::FORMAT_S32_LE ? 32 : 24;
  return static_cast<float>(std::ldexp(std::floor(std::ldexp(sample, bits - 1)), 1 - bits));
}

// Positions [from, to) hold the sound of that moment of the world.
inline void check_true(const Rig& rig, uint64_t from, uint64_t to, int format = alsa::FORMAT_S32_LE) {
  for (size_t channel = 0; channel < rig.heard.size(); channel++) {
    for (uint64_t position = from; position < to; position++) {
      const float wanted = through(format, rig.world.sample(static_cast<unsigned>(channel), rig.base + position));
      const float got = rig.heard[channel][position];
      CHECK(got == wanted, "channel %zu position %llu: %g, not %g", channel, static_cast<unsigned long long>(position), got, wanted);
    }
  }
}

// A gap from `from` to `to`: 64 frames of decay, silence, then 64 frames of fade-in.
inline void check_gap(const Rig& rig, uint64_t from, uint64_t to) {
  for (size_t channel = 0; channel < rig.heard.size(); channel++) {
    const std::vector<float>& heard = rig.heard[channel];
    const float last = from == 0 ? 0.0f : heard[from - 1];
    for (uint64_t frame = 0; frame < 64; frame++) {
      CHECK(heard[from + frame] == last * (static_cast<float>(63 - frame) / 64.0f), "decay, frame %d", static_cast<int>(frame));
      const float live = through(alsa::FORMAT_S32_LE, rig.world.sample(static_cast<unsigned>(channel), rig.base + to + frame));
      CHECK(heard[to + frame] == live * (static_cast<float>(frame + 1) / 64.0f),
            "fade-in, frame %d: %g of %g", static_cast<int>(frame), heard[to + frame], live);
    }
    for (uint64_t position = from + 64; position < to; position++) CHECK(heard[position] == 0.0f, "silence");
  }
}
