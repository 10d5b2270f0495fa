// Compiled, never run: libopus' real header must agree with opus_abi.h, line by line.
#include <opus/opus.h>

#include <type_traits>

#include "opus/opus_abi.h"

#define CHECK_FUNCTION(result, name, parameters) \
  static_assert(std::is_same_v<decltype(&::name), decltype(OpusApi::name)>, #name);
OPUS_FUNCTIONS(CHECK_FUNCTION)

static_assert(OPUS_APPLICATION_RESTRICTED_LOWDELAY == opus::APPLICATION_RESTRICTED_LOWDELAY);
static_assert(OPUS_SET_BITRATE_REQUEST == opus::SET_BITRATE_REQUEST && OPUS_SET_VBR_REQUEST == opus::SET_VBR_REQUEST);
static_assert(OPUS_SET_COMPLEXITY_REQUEST == opus::SET_COMPLEXITY_REQUEST);
static_assert(OPUS_GET_LOOKAHEAD_REQUEST == opus::GET_LOOKAHEAD_REQUEST && OPUS_RESET_STATE == opus::RESET_STATE);
static_assert(OPUS_SET_PREDICTION_DISABLED_REQUEST == opus::SET_PREDICTION_DISABLED_REQUEST);
static_assert(OPUS_INVALID_PACKET == opus::INVALID_PACKET);
