// A waker between threads of one process. The thread that waits creates a bell; any other thread rings it by number.
// Rings before the callback runs count as one. Ringing allocates nothing and costs at most one small write().
#pragma once

#include <node_api.h>

#include <cstdint>

// Any thread. False if the bell is gone (its thread ended).
bool ring_bell(int32_t handle);

// Adds createBell, ringBell and closeBell.
void register_bell(napi_env env, napi_value exports);
