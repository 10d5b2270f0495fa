#include "opus/opus_binding.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "node_api_helpers.h"
#include "opus/opus_library.h"

namespace {

// What a JavaScript object of an encoder or decoder holds. Both pointers are null once it is closed.
struct Codec {
  OpusEncoder* encoder = nullptr;
  OpusDecoder* decoder = nullptr;
};

// Distinguishes our objects from all others that JavaScript may pass.
constexpr napi_type_tag TAG = {0x5374616765426f78ull, 0x4f707573436f6465ull};

// A typed array's memory. `data` is null for anything else, and for a detached array.
struct Span {
  void* data = nullptr;
  size_t length = 0;
  napi_typedarray_type type = napi_int8_array;
};

Span span_of(napi_env env, napi_value value) {
  Span span;
  bool is_array = false;
  if (value == nullptr || !nodeapi::ok(napi_is_typedarray(env, value, &is_array)) || !is_array) return span;
  napi_get_typedarray_info(env, value, &span.type, &span.length, &span.data, nullptr, nullptr);
  if (span.length == 0) span.data = nullptr;
  return span;
}

bool holds_samples(const Span& span) {
  return span.data != nullptr && (span.type == napi_int16_array || span.type == napi_float32_array);
}

bool holds_bytes(const Span& span) { return span.data != nullptr && span.type == napi_uint8_array; }

napi_value integer(napi_env env, int32_t value) {
  napi_value result = nullptr;
  napi_create_int32(env, value, &result);
  return result;
}

napi_value fail(napi_env env, const char* code, const std::string& message) {
  napi_throw_error(env, code, message.c_str());
  return nullptr;
}

napi_value wrong(napi_env env, const char* message) { return nodeapi::throw_type_error(env, "opus-argument", message); }

void release(Codec& codec) {
  const OpusApi* api = opus_library().api;
  if (codec.encoder != nullptr) api->opus_encoder_destroy(codec.encoder);
  if (codec.decoder != nullptr) api->opus_decoder_destroy(codec.decoder);
  codec = Codec();
}

void on_collected(napi_env, void* data, void*) {
  Codec* codec = static_cast<Codec*>(data);
  release(*codec);
  delete codec;
}

// The Codec of one of our objects; nullptr for anything else.
Codec* codec_of(napi_env env, napi_value value) {
  if (nodeapi::type_of(env, value) != napi_object) return nullptr;
  bool ours = false;
  if (!nodeapi::ok(napi_check_object_type_tag(env, value, &TAG, &ours)) || !ours) return nullptr;
  void* data = nullptr;
  if (!nodeapi::ok(napi_unwrap(env, value, &data))) return nullptr;
  return static_cast<Codec*>(data);
}

napi_value wrap(napi_env env, Codec* codec) {
  napi_value object = nullptr;
  if (nodeapi::ok(napi_create_object(env, &object)) &&
      nodeapi::ok(napi_wrap(env, object, codec, on_collected, nullptr, nullptr))) {
    napi_type_tag_object(env, object, &TAG);
    return object;
  }
  release(*codec);
  delete codec;
  return fail(env, "opus-failed", "no object could be made for the codec");
}

const OpusApi* library_or_throw(napi_env env) {
  const OpusLibrary& library = opus_library();
  if (library.api == nullptr) fail(env, "opus-missing", library.reason);
  return library.api;
}

napi_value missing(napi_env env, napi_callback_info) { return nodeapi::text(env, opus_library().reason); }

napi_value version(napi_env env, napi_callback_info) {
  const OpusApi* api = opus_library().api;
  return nodeapi::text(env, api == nullptr ? "" : api->opus_get_version_string());
}

// createOpusEncoder(bitrate, complexity) → {lookAhead}
napi_value create_encoder(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<2> arguments(env, info);
  const OpusApi* api = library_or_throw(env);
  if (api == nullptr) return nullptr;
  const int bitrate = nodeapi::to_int(env, arguments[0], 0);
  const int complexity = nodeapi::to_int(env, arguments[1], -1);
  if (bitrate < 6000 || bitrate > 510000 || complexity < 0 || complexity > 10) {
    return wrong(env, "createOpusEncoder(bitrate, complexity): 6000 to 510000 bit/s, 0 to 10");
  }
  int error = 0;
  OpusEncoder* encoder =
      api->opus_encoder_create(opus::SAMPLE_RATE, opus::CHANNELS, opus::APPLICATION_RESTRICTED_LOWDELAY, &error);
  if (encoder == nullptr) return fail(env, "opus-failed", api->opus_strerror(error));
  int32_t look_ahead = 0;
  const int status[] = {
      // Constant size: copies of frames in later packets have a known length.
      api->opus_encoder_ctl(encoder, opus::SET_VBR_REQUEST, static_cast<std::int32_t>(0)),
      api->opus_encoder_ctl(encoder, opus::SET_BITRATE_REQUEST, static_cast<std::int32_t>(bitrate)),
      api->opus_encoder_ctl(encoder, opus::SET_COMPLEXITY_REQUEST, static_cast<std::int32_t>(complexity)),
      api->opus_encoder_ctl(encoder, opus::GET_LOOKAHEAD_REQUEST, &look_ahead),
  };
  Codec* codec = new Codec();
  codec->encoder = encoder;
  for (const int result : status) {
    if (result == 0) continue;
    release(*codec);
    delete codec;
    return fail(env, "opus-failed", api->opus_strerror(result));
  }
  napi_value object = wrap(env, codec);
  if (object != nullptr) nodeapi::set(env, object, "lookAhead", integer(env, look_ahead));
  return object;
}

// encodeOpus(encoder, samples, frames, alone, out, most) → bytes. Called for every frame; creates no object.
napi_value encode(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<6> arguments(env, info);
  const Codec* codec = codec_of(env, arguments[0]);
  if (codec == nullptr || codec->encoder == nullptr) return fail(env, "opus-closed", "encodeOpus: no open encoder");
  const Span samples = span_of(env, arguments[1]);
  const int frames = nodeapi::to_int(env, arguments[2], 0);
  bool alone = false;
  const Span out = span_of(env, arguments[4]);
  const int most = nodeapi::to_int(env, arguments[5], 0);
  const bool known = frames == 120 || frames == 240 || frames == 480 || frames == opus::LONGEST_FRAMES;
  if (!known || !holds_samples(samples) || samples.length < static_cast<size_t>(frames) * opus::CHANNELS ||
      !nodeapi::ok(napi_get_value_bool(env, arguments[3], &alone)) || !holds_bytes(out) || most < 2 ||
      most > opus::LONGEST_FRAME_BYTES || static_cast<size_t>(most) > out.length) {
    return wrong(env, "encodeOpus(encoder, samples, frames, alone, out, most): 120, 240, 480 or 960 stereo frames of "
                      "an Int16Array or Float32Array; 2 to 1275 bytes that lie in a Uint8Array");
  }
  const OpusApi* api = opus_library().api;
  api->opus_encoder_ctl(codec->encoder, opus::SET_PREDICTION_DISABLED_REQUEST, static_cast<std::int32_t>(alone));
  unsigned char* const bytes = static_cast<unsigned char*>(out.data);
  const int32_t result =
      samples.type == napi_int16_array
          ? api->opus_encode(codec->encoder, static_cast<const int16_t*>(samples.data), frames, bytes, most)
          : api->opus_encode_float(codec->encoder, static_cast<const float*>(samples.data), frames, bytes, most);
  if (result < 0) return fail(env, "opus-failed", std::string("encodeOpus: ") + api->opus_strerror(result));
  return integer(env, result);
}

napi_value reset_encoder(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  const Codec* codec = codec_of(env, arguments[0]);
  if (codec == nullptr || codec->encoder == nullptr) return fail(env, "opus-closed", "resetOpusEncoder: no open encoder");
  opus_library().api->opus_encoder_ctl(codec->encoder, opus::RESET_STATE);
  return nodeapi::undefined(env);
}

napi_value create_decoder(napi_env env, napi_callback_info) {
  const OpusApi* api = library_or_throw(env);
  if (api == nullptr) return nullptr;
  int error = 0;
  OpusDecoder* decoder = api->opus_decoder_create(opus::SAMPLE_RATE, opus::CHANNELS, &error);
  if (decoder == nullptr) return fail(env, "opus-failed", api->opus_strerror(error));
  Codec* codec = new Codec();
  codec->decoder = decoder;
  return wrap(env, codec);
}

// decodeOpus(decoder, packet | null, out, frames) → frames, or Opus' negative error. Creates no object.
napi_value decode(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<4> arguments(env, info);
  const Codec* codec = codec_of(env, arguments[0]);
  if (codec == nullptr || codec->decoder == nullptr) return fail(env, "opus-closed", "decodeOpus: no open decoder");
  const bool lost = nodeapi::type_of(env, arguments[1]) == napi_null;
  const Span packet = lost ? Span() : span_of(env, arguments[1]);
  const Span out = span_of(env, arguments[2]);
  const int frames = nodeapi::to_int(env, arguments[3], 0);
  // An empty typed array has no memory: its type alone tells it from a wrong argument.
  bool is_array = lost;
  if (!lost && arguments[1] != nullptr) napi_is_typedarray(env, arguments[1], &is_array);
  if (!is_array || (!lost && packet.type != napi_uint8_array) || !holds_samples(out) ||
      frames < opus::SHORTEST_FRAMES || frames > opus::LONGEST_PACKET_FRAMES || frames % opus::SHORTEST_FRAMES != 0 ||
      static_cast<size_t>(frames) * opus::CHANNELS > out.length) {
    return wrong(env, "decodeOpus(decoder, packet, out, frames): a Uint8Array or null; whole multiples of 120 stereo "
                      "frames, at most 5760, that fit an Int16Array or Float32Array");
  }
  // libopus would take an empty packet for a lost one.
  if (!lost && (packet.length == 0 || packet.length > opus::LONGEST_PACKET_BYTES)) return integer(env, opus::INVALID_PACKET);
  const OpusApi* api = opus_library().api;
  const unsigned char* const bytes = static_cast<const unsigned char*>(packet.data);
  const int32_t length = static_cast<int32_t>(packet.length);
  const int result = out.type == napi_int16_array
                         ? api->opus_decode(codec->decoder, bytes, length, static_cast<int16_t*>(out.data), frames, 0)
                         : api->opus_decode_float(codec->decoder, bytes, length, static_cast<float*>(out.data), frames, 0);
  return integer(env, result);
}

napi_value reset_decoder(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  const Codec* codec = codec_of(env, arguments[0]);
  if (codec == nullptr || codec->decoder == nullptr) return fail(env, "opus-closed", "resetOpusDecoder: no open decoder");
  opus_library().api->opus_decoder_ctl(codec->decoder, opus::RESET_STATE);
  return nodeapi::undefined(env);
}

napi_value close(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  Codec* codec = codec_of(env, arguments[0]);
  if (codec != nullptr) release(*codec);
  return nodeapi::undefined(env);
}

}  // namespace

void register_opus(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "opusMissing", missing);
  nodeapi::add_function(env, exports, "opusVersion", version);
  nodeapi::add_function(env, exports, "createOpusEncoder", create_encoder);
  nodeapi::add_function(env, exports, "encodeOpus", encode);
  nodeapi::add_function(env, exports, "resetOpusEncoder", reset_encoder);
  nodeapi::add_function(env, exports, "createOpusDecoder", create_decoder);
  nodeapi::add_function(env, exports, "decodeOpus", decode);
  nodeapi::add_function(env, exports, "resetOpusDecoder", reset_decoder);
  nodeapi::add_function(env, exports, "closeOpus", close);
}
