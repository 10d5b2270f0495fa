// How much a pipe holds: a small one makes its reader's clock felt by its writer. Node has no call for it.
#pragma once

#include <node_api.h>

// Adds setPipeSize.
void register_pipe_size(napi_env env, napi_value exports);
