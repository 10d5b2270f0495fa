#include "sockets/send_row.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstdint>

#include "node_api_helpers.h"

namespace {

// Words of one message in the table; see send-row.ts.
struct Entry {
  int32_t fd;
  int32_t from;
  int32_t length;
  int32_t taken;
};

template <typename T>
struct Span {
  T* data = nullptr;
  size_t length = 0;
};

// The elements of a typed array of the given type, without a copy. False for anything else.
template <typename T>
bool read_array(napi_env env, napi_value value, napi_typedarray_type wanted, Span<T>& span) {
  bool is_array = false;
  napi_typedarray_type type = napi_int8_array;
  void* data = nullptr;
  if (!nodeapi::ok(napi_is_typedarray(env, value, &is_array)) || !is_array) return false;
  if (!nodeapi::ok(napi_get_typedarray_info(env, value, &type, &span.length, &data, nullptr, nullptr))) return false;
  span.data = static_cast<T*>(data);
  return type == wanted && (data != nullptr || span.length == 0);
}

// sendRow(bytes, table, count): the first `count` entries of the table; writes `taken` of each.
napi_value send_row(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<3> arguments(env, info);
  Span<uint8_t> bytes;
  Span<int32_t> words;
  const int count = nodeapi::to_int(env, arguments[2], -1);
  if (arguments[0] == nullptr || arguments[1] == nullptr || !read_array(env, arguments[0], napi_uint8_array, bytes) ||
      !read_array(env, arguments[1], napi_int32_array, words) || count < 0 ||
      static_cast<size_t>(count) > words.length * sizeof(int32_t) / sizeof(Entry)) {
    return nodeapi::throw_type_error(env, "send-row", "sendRow(bytes: Uint8Array, table: Int32Array, count)");
  }
  Entry* const table = reinterpret_cast<Entry*>(words.data);
  for (Entry* entry = table; entry != table + count; entry++) {
    entry->taken = 0;
    const int64_t end = static_cast<int64_t>(entry->from) + entry->length;
    if (entry->from < 0 || entry->length <= 0 || end > static_cast<int64_t>(bytes.length)) continue;
    const ssize_t sent = send(entry->fd, bytes.data + entry->from, static_cast<size_t>(entry->length), MSG_DONTWAIT | MSG_NOSIGNAL);
    entry->taken = static_cast<int32_t>(std::max<ssize_t>(sent, 0));
  }
  return nodeapi::undefined(env);
}

}  // namespace

void register_send_row(napi_env env, napi_value exports) { nodeapi::add_function(env, exports, "sendRow", send_row); }
