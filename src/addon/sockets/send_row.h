// Sends one message to each of many TCP sockets in one call. Node's streams take one write, and several microseconds of
// JavaScript, for each.
#pragma once

#include <node_api.h>

// Adds sendRow.
void register_send_row(napi_env env, napi_value exports);
