// Sets the capacity of a pipe. With a small pipe, the writer follows the reader's clock. Node has no call for it.
#pragma once

#include <node_api.h>

// Adds setPipeSize.
void register_pipe_size(napi_env env, napi_value exports);
