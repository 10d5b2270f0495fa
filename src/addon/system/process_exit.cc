#include "system/process_exit.h"

#include <unistd.h>

#include "node_api_helpers.h"

namespace {

// exitNow(status): runs no destructor and no exit handler, and waits for no thread.
napi_value exit_now(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  std::int32_t status = 1;
  napi_get_value_int32(env, arguments[0], &status);
  _exit(status);
}

}  // namespace

void register_process_exit(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "exitNow", exit_now);
}
