#include "system/pipe_size.h"

#include <fcntl.h>

#include "node_api_helpers.h"

namespace {

// setPipeSize(fd, bytes) → the pipe's capacity from now on, bytes (the kernel rounds up to pages). −1 if fd is
// not a pipe or the kernel refuses.
napi_value set_pipe_size(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<2> arguments(env, info);
  const int fd = nodeapi::to_int(env, arguments[0], -1);
  const int bytes = nodeapi::to_int(env, arguments[1], -1);
  return nodeapi::number(env, fd < 0 || bytes < 0 ? -1 : fcntl(fd, F_SETPIPE_SZ, bytes));
}

}  // namespace

void register_pipe_size(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "setPipeSize", set_pipe_size);
}
