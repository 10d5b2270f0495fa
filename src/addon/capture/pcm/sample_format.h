// Converts samples from cards to float32, exactly. An integer of n bits is divided by 2^(n−1). float32 holds that
// without rounding up to 24 bits; the lowest 8 bits of S32 are rounded to nearest even. Full scale is −1 … +1 (the
// positive end misses 1 by one step). Floats pass as they are, except NaN and infinities. These become 0, because
// one would corrupt a limiter permanently.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "capture/alsa_abi.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "ALSA's *_LE formats are read as they lie in memory");

struct SampleFormat {
  // ALSA's snd_pcm_format_t.
  int alsa;
  const char* name;
  unsigned bytes;
  // Reads `frames` samples, `stride` bytes apart (any alignment), into `out`.
  void (*convert)(const uint8_t* in, size_t stride, float* out, size_t frames);
};

namespace sample_format {

inline float s16(const uint8_t* in) {
  int16_t value;
  std::memcpy(&value, in, sizeof(value));
  return static_cast<float>(value) * (1.0f / 32768.0f);
}

// The low three bytes hold the sample. In the 4-byte form the fourth may hold anything.
inline float s24(const uint8_t* in) {
  const uint32_t high = static_cast<uint32_t>(in[0]) << 8 | static_cast<uint32_t>(in[1]) << 16 | static_cast<uint32_t>(in[2]) << 24;
  return static_cast<float>(static_cast<int32_t>(high) >> 8) * (1.0f / 8388608.0f);
}

inline float s32(const uint8_t* in) {
  int32_t value;
  std::memcpy(&value, in, sizeof(value));
  return static_cast<float>(value) * (1.0f / 2147483648.0f);
}

inline float float32(const uint8_t* in) {
  float value;
  std::memcpy(&value, in, sizeof(value));
  return std::isfinite(value) ? value : 0.0f;
}

template <float (*Load)(const uint8_t*)>
void convert(const uint8_t* in, size_t stride, float* out, size_t frames) {
  for (size_t frame = 0; frame < frames; frame++, in += stride) out[frame] = Load(in);
}

}  // namespace sample_format

// Best resolution first: the order in which the formats are tried.
constexpr SampleFormat SAMPLE_FORMATS[] = {
    {alsa::FORMAT_S32_LE, "S32_LE", 4, sample_format::convert<sample_format::s32>},
    {alsa::FORMAT_S24_3LE, "S24_3LE", 3, sample_format::convert<sample_format::s24>},
    {alsa::FORMAT_S24_LE, "S24_LE", 4, sample_format::convert<sample_format::s24>},
    {alsa::FORMAT_FLOAT_LE, "FLOAT_LE", 4, sample_format::convert<sample_format::float32>},
    {alsa::FORMAT_S16_LE, "S16_LE", 2, sample_format::convert<sample_format::s16>},
};
