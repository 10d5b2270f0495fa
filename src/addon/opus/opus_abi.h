// The part of libopus' stable ABI that the box uses. It is declared here so that the addon builds without libopus-dev
// and loads without libopus0. `opus_abi_check.cc` in the tests compares every line with the real <opus/opus.h>.
#pragma once

#include <cstdint>

struct OpusEncoder;
struct OpusDecoder;

namespace opus {

// RFC 6716: the rates and lengths that the box uses.
constexpr std::int32_t SAMPLE_RATE = 48000;
constexpr int CHANNELS = 2;
// 2.5 ms, the shortest frame; every length is a multiple of it.
constexpr int SHORTEST_FRAMES = 120;
// 20 ms: the longest frame of the encoder's low-delay mode.
constexpr int LONGEST_FRAMES = 960;
// 120 ms: the longest packet that a decoder may meet.
constexpr int LONGEST_PACKET_FRAMES = 5760;
// The longest packet of one frame, and of any number of frames (RFC 6716 §3.4).
constexpr int LONGEST_FRAME_BYTES = 1275;
constexpr int LONGEST_PACKET_BYTES = LONGEST_FRAME_BYTES * 48;

// Values of <opus/opus_defines.h>.
constexpr int APPLICATION_RESTRICTED_LOWDELAY = 2051;
constexpr int SET_BITRATE_REQUEST = 4002;
constexpr int SET_VBR_REQUEST = 4006;
constexpr int SET_COMPLEXITY_REQUEST = 4010;
constexpr int GET_LOOKAHEAD_REQUEST = 4027;
constexpr int RESET_STATE = 4028;
constexpr int SET_PREDICTION_DISABLED_REQUEST = 4042;
constexpr int INVALID_PACKET = -4;

}  // namespace opus

// clang-format off
#define OPUS_FUNCTIONS(X) \
  X(const char*, opus_get_version_string, (void)) \
  X(const char*, opus_strerror, (int)) \
  X(OpusEncoder*, opus_encoder_create, (std::int32_t, int, int, int*)) \
  X(std::int32_t, opus_encode, (OpusEncoder*, const std::int16_t*, int, unsigned char*, std::int32_t)) \
  X(std::int32_t, opus_encode_float, (OpusEncoder*, const float*, int, unsigned char*, std::int32_t)) \
  X(int, opus_encoder_ctl, (OpusEncoder*, int, ...)) \
  X(void, opus_encoder_destroy, (OpusEncoder*)) \
  X(OpusDecoder*, opus_decoder_create, (std::int32_t, int, int*)) \
  X(int, opus_decode, (OpusDecoder*, const unsigned char*, std::int32_t, std::int16_t*, int, int)) \
  X(int, opus_decode_float, (OpusDecoder*, const unsigned char*, std::int32_t, float*, int, int)) \
  X(int, opus_decoder_ctl, (OpusDecoder*, int, ...)) \
  X(void, opus_decoder_destroy, (OpusDecoder*))
// clang-format on

struct OpusApi {
#define OPUS_MEMBER(result, name, parameters) result(*name) parameters = nullptr;
  OPUS_FUNCTIONS(OPUS_MEMBER)
#undef OPUS_MEMBER
};
