// Samples of every format against a reckoning of their own: tables of edges, then seeded random bytes.
#include "convert_check.h"

#include <cinttypes>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "capture_rig.h"
#include "capture/pcm/sample_format.h"

namespace {

const SampleFormat& format_named(const std::string& name) {
  for (const SampleFormat& format : SAMPLE_FORMATS) {
    if (name == format.name) return format;
  }
  CHECK(false, "no format %s", name.c_str());
}

// From the bytes, digit by digit in long double, with no shift or cast of the code under test.
float reckon(const SampleFormat& format, const uint8_t* bytes) {
  if (format.alsa == alsa::FORMAT_FLOAT_LE) {
    float value;
    std::memcpy(&value, bytes, 4);
    return std::isfinite(value) ? value : 0.0f;
  }
  const unsigned used = format.alsa == alsa::FORMAT_S24_LE ? 3 : format.bytes;
  long double value = 0;
  for (unsigned byte = 0; byte < used; byte++) value += static_cast<long double>(bytes[byte]) * std::pow(256.0L, byte);
  const long double full = std::pow(256.0L, used);
  if (value >= full / 2) value -= full;
  return static_cast<float>(value / (full / 2));
}

float convert_one(const char* name, uint32_t bits) {
  float out = -9;
  format_named(name).convert(reinterpret_cast<const uint8_t*>(&bits), 4, &out, 1);
  return out;
}

uint32_t bits_of(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

}  // namespace

void edges_convert_exactly() {
  struct Row {
    const char* format;
    uint32_t bits;
    float sample;
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Row rows[] = {
      {"S16_LE", 0x0000, 0.0f},
      {"S16_LE", 0x0001, 1.0f / 32768},
      {"S16_LE", 0xFFFF, -1.0f / 32768},
      {"S16_LE", 0x7FFF, 32767.0f / 32768},
      {"S16_LE", 0x8000, -1.0f},
      {"S24_3LE", 0x000001, 1.0f / 8388608},
      {"S24_3LE", 0x7FFFFF, 8388607.0f / 8388608},
      {"S24_3LE", 0x800000, -1.0f},
      {"S24_3LE", 0xFFFFFF, -1.0f / 8388608},
      {"S24_LE", 0xFF000001, 1.0f / 8388608},
      {"S24_LE", 0x00800000, -1.0f},
      {"S24_LE", 0x5A7FFFFF, 8388607.0f / 8388608},
      {"S32_LE", 0x00000001, 1.0f / 2147483648.0f},
      {"S32_LE", 0x80000000, -1.0f},
      // Halves of the last place of float32 go to even.
      {"S32_LE", 0x40000040, 0.5f},
      {"S32_LE", 0x400000C0, 0.5f + std::ldexp(1.0f, -23)},
      {"S32_LE", 0x7FFFFFFF, 1.0f},
      {"FLOAT_LE", bits_of(0.1f), 0.1f},
      {"FLOAT_LE", bits_of(-3.5f), -3.5f},
      {"FLOAT_LE", bits_of(-0.0f), 0.0f},
      {"FLOAT_LE", 0x00000001, 1e-45f},
      {"FLOAT_LE", bits_of(nan), 0.0f},
      {"FLOAT_LE", bits_of(infinity), 0.0f},
      {"FLOAT_LE", bits_of(-infinity), 0.0f},
  };
  for (const Row& row : rows) {
    const float got = convert_one(row.format, row.bits);
    CHECK(got == row.sample, "%s %08" PRIx32 ": %.10g, not %.10g", row.format, row.bits, got, row.sample);
  }
}

void all_of_s16_and_s24_convert_exactly() {
  for (uint32_t value = 0; value < 65'536; value++) {
    CHECK(convert_one("S16_LE", value) == static_cast<float>(static_cast<int16_t>(value)) / 32768.0f);
  }
  for (int32_t value = -8'388'608; value < 8'388'608; value += 7) {
    const float wanted = static_cast<float>(value) / 8388608.0f;
    CHECK(convert_one("S24_3LE", static_cast<uint32_t>(value)) == wanted);
    CHECK(convert_one("S24_LE", static_cast<uint32_t>(value)) == wanted);
    // The way back loses nothing.
    CHECK(static_cast<int32_t>(convert_one("S24_3LE", static_cast<uint32_t>(value)) * 8388608.0f) == value);
  }
}

void random_bytes_convert_exactly(uint32_t seed, unsigned rounds) {
  std::mt19937 random(seed);
  for (unsigned round = 0; round < rounds; round++) {
    const SampleFormat& format = SAMPLE_FORMATS[random() % 5];
    const size_t channels = 1 + random() % 64;
    const size_t frames = random() % 70;
    const size_t shift = random() % 8;
    // Exactly as long as it may be read: the sanitizer sees a byte too many.
    std::vector<uint8_t> bytes(shift + frames * channels * format.bytes);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    const size_t channel = random() % channels;
    std::vector<float> out(frames);
    const uint8_t* const first = bytes.data() + shift + channel * format.bytes;
    if (frames > 0) format.convert(first, channels * format.bytes, out.data(), frames);
    for (size_t frame = 0; frame < frames; frame++) {
      const float wanted = reckon(format, first + frame * channels * format.bytes);
      CHECK(out[frame] == wanted, "seed %u round %u %s frame %zu", seed, round, format.name, frame);
    }
  }
}
