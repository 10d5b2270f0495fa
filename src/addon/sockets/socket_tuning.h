// TCP socket options that Node cannot set, on sockets found by their port. Also the bytes that a connection still has
// in the kernel, and sending past Node's streams. Linux only.
#pragma once

#include <node_api.h>

// Adds tuneListener, findConnection, findDatagrams, mark, unsentBytes, unackedBytes, silenceMs and sendNow.
void register_socket_tuning(napi_env env, napi_value exports);
