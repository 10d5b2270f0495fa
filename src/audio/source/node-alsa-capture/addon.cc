// Entry of the addon: registers everything it offers to JavaScript, in each thread that loads it.
#include <node_api.h>

#include "bell.h"
#include "capture_binding.h"
#include "datagram.h"
#include "pipe_size.h"
#include "process_exit.h"
#include "socket_tuning.h"

NAPI_MODULE_INIT() {
  register_bell(env, exports);
  register_capture(env, exports);
  register_datagram(env, exports);
  register_pipe_size(env, exports);
  register_process_exit(env, exports);
  register_socket_tuning(env, exports);
  return exports;
}
