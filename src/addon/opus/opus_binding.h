// Opus for JavaScript: encoders and decoders of 48 kHz stereo.
#pragma once

#include <node_api.h>

// Adds opusMissing, opusVersion, createOpusEncoder, encodeOpus, resetOpusEncoder, createOpusDecoder, decodeOpus,
// resetOpusDecoder and closeOpus.
void register_opus(napi_env env, napi_value exports);
