// TCP socket options that Node cannot set, on sockets found by their port; and the bytes a
// connection still has in the kernel. Linux only.
#pragma once

#include <node_api.h>

// Adds tuneListener, findConnection, findDatagrams, mark, unsentBytes, unackedBytes and silenceMs.
void register_socket_tuning(napi_env env, napi_value exports);
