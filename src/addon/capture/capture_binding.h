// Capture and the list of cards, for JavaScript.
#pragma once

#include <node_api.h>

// Adds alsaMissing, listCards, openCapture, startCapture, waitForRing, captureMessage and stopCapture.
void register_capture(napi_env env, napi_value exports);
