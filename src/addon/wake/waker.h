// A waker between threads of one process. The thread that waits creates a waker; any other thread wakes it by number.
// Wake-ups before the callback runs count as one. Waking allocates nothing and costs at most one small write().
#pragma once

#include <node_api.h>

#include <cstdint>

// Any thread. False if the waker is gone (its thread ended).
bool wake(int32_t handle);

// Adds createWaker, wake and closeWaker.
void register_waker(napi_env env, napi_value exports);
