// Entry of the addon: registers everything it offers to JavaScript, in each thread that loads it.
#include <node_api.h>

#include "wake/waker.h"
#include "capture/capture_binding.h"
#include "opus/opus_binding.h"
#include "sockets/datagram.h"
#include "sockets/send_row.h"
#include "system/freed_memory.h"
#include "system/pipe_size.h"
#include "system/process_exit.h"
#include "sockets/socket_tuning.h"

NAPI_MODULE_INIT() {
  give_freed_memory_back();
  register_waker(env, exports);
  register_capture(env, exports);
  register_opus(env, exports);
  register_datagram(env, exports);
  register_send_row(env, exports);
  register_pipe_size(env, exports);
  register_process_exit(env, exports);
  register_socket_tuning(env, exports);
  return exports;
}
