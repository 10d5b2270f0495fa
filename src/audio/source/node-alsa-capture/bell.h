// A doorbell between threads of one process: the thread that waits makes a bell, any other thread rings it by number.
// Rings that come before the callback ran are one ring. Ringing allocates nothing and costs one small write() at most.
#pragma once

#include <node_api.h>

#include <cstdint>

// Any thread. False where the bell is gone (its thread ended).
bool ring_bell(int32_t handle);

// Adds createBell, ringBell and closeBell.
void register_bell(napi_env env, napi_value exports);
