// Ends the process at once, from any thread.
#pragma once

#include <node_api.h>

// Adds exitNow.
void register_process_exit(napi_env env, napi_value exports);
