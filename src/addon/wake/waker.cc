#include "wake/waker.h"

#include <cstdlib>
#include <mutex>

#include "node_api_helpers.h"
#include "uv_abi.h"

namespace {

constexpr int32_t SLOTS = 64;
constexpr int32_t MAX_GENERATION = 1 << 20;

struct Bell {
  napi_env env = nullptr;
  napi_ref callback = nullptr;
  napi_async_context context = nullptr;
  napi_async_cleanup_hook_handle hook = nullptr;
  uv_async_s* async = nullptr;
  int32_t handle = 0;
};

// One table for the whole process: all workers that load the addon share it. A slot's lock is held during one
// uv_async_send, so that a bell is not closed while it is being rung. At most two threads ever compete for it.
struct Slot {
  std::mutex lock;
  uv_async_s* async = nullptr;
  int32_t generation = 0;
  bool taken = false;
};
Slot slots[SLOTS];

Slot& slot_of(int32_t handle) { return slots[handle % SLOTS]; }

// A handle includes the slot's generation, so an old handle never rings a later bell. Never 0.
int32_t take_slot() {
  for (int32_t index = 0; index < SLOTS; index++) {
    Slot& slot = slots[index];
    std::lock_guard<std::mutex> guard(slot.lock);
    if (slot.taken) continue;
    slot.taken = true;
    slot.generation = slot.generation % MAX_GENERATION + 1;
    return slot.generation * SLOTS + index;
  }
  return 0;
}

void publish(int32_t handle, uv_async_s* async) {
  Slot& slot = slot_of(handle);
  std::lock_guard<std::mutex> guard(slot.lock);
  slot.async = async;
}

void release_slot(int32_t handle) {
  Slot& slot = slot_of(handle);
  std::lock_guard<std::mutex> guard(slot.lock);
  slot.async = nullptr;
  slot.taken = false;
}

Bell* bell_of(uv_handle_s* handle) { return static_cast<Bell*>(uv_handle_get_data(handle)); }

// Bell's own thread, from its event loop.
void on_rung(uv_async_s* async) {
  Bell* bell = bell_of(reinterpret_cast<uv_handle_s*>(async));
  if (bell->callback == nullptr) return;
  napi_env env = bell->env;
  napi_handle_scope scope = nullptr;
  if (!nodeapi::ok(napi_open_handle_scope(env, &scope))) return;
  napi_value callback = nullptr;
  napi_value receiver = nullptr;
  napi_get_reference_value(env, bell->callback, &callback);
  napi_get_global(env, &receiver);
  const napi_status status = napi_make_callback(env, bell->context, receiver, callback, 0, nullptr, nullptr);
  if (status == napi_pending_exception) {
    napi_value error = nullptr;
    if (nodeapi::ok(napi_get_and_clear_last_exception(env, &error))) napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

void on_closed(uv_handle_s* handle) {
  Bell* bell = bell_of(handle);
  // Node waits for this at the end of a worker; otherwise it would close the loop with an open handle.
  napi_remove_async_cleanup_hook(bell->hook);
  std::free(bell->async);
  delete bell;
}

// Bell's own thread; once.
void close_bell(Bell* bell) {
  if (bell->callback == nullptr) return;
  release_slot(bell->handle);
  napi_delete_reference(bell->env, bell->callback);
  bell->callback = nullptr;
  napi_async_destroy(bell->env, bell->context);
  uv_close(reinterpret_cast<uv_handle_s*>(bell->async), on_closed);
}

void on_thread_ends(napi_async_cleanup_hook_handle, void* data) { close_bell(static_cast<Bell*>(data)); }

napi_value create_bell(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  if (nodeapi::type_of(env, arguments[0]) != napi_function) {
    return nodeapi::throw_type_error(env, "bell-callback", "createBell(callback): the callback must be a function");
  }
  uv_loop_s* loop = nullptr;
  const int32_t handle = take_slot();
  if (handle == 0 || !nodeapi::ok(napi_get_uv_event_loop(env, &loop))) {
    if (handle != 0) release_slot(handle);
    napi_throw_error(env, "bell-full", "createBell: no bell is left (64 at once)");
    return nullptr;
  }
  Bell* bell = new Bell();
  bell->env = env;
  bell->handle = handle;
  bell->async = static_cast<uv_async_s*>(std::calloc(1, uv_handle_size(UV_ABI_ASYNC)));
  uv_async_init(loop, bell->async, on_rung);
  uv_handle_s* const uv = reinterpret_cast<uv_handle_s*>(bell->async);
  uv_handle_set_data(uv, bell);
  uv_unref(uv);
  napi_create_reference(env, arguments[0], 1, &bell->callback);
  napi_value resource = nullptr;
  napi_create_object(env, &resource);
  napi_async_init(env, resource, nodeapi::text(env, "stagebox.bell"), &bell->context);
  napi_add_async_cleanup_hook(env, on_thread_ends, bell, &bell->hook);
  publish(handle, bell->async);
  return nodeapi::number(env, handle);
}

napi_value ring(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  return nodeapi::boolean(env, ring_bell(nodeapi::to_int(env, arguments[0], 0)));
}

napi_value close(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  const int32_t handle = nodeapi::to_int(env, arguments[0], 0);
  if (handle <= 0) return nodeapi::boolean(env, false);
  Bell* bell = nullptr;
  {
    Slot& slot = slot_of(handle);
    std::lock_guard<std::mutex> guard(slot.lock);
    if (slot.async != nullptr && slot.generation == handle / SLOTS) {
      bell = bell_of(reinterpret_cast<uv_handle_s*>(slot.async));
    }
  }
  // Only the thread that created a bell may close it.
  if (bell == nullptr || bell->env != env) return nodeapi::boolean(env, false);
  close_bell(bell);
  return nodeapi::boolean(env, true);
}

}  // namespace

bool ring_bell(int32_t handle) {
  if (handle <= 0) return false;
  Slot& slot = slot_of(handle);
  std::lock_guard<std::mutex> guard(slot.lock);
  if (slot.async == nullptr || slot.generation != handle / SLOTS) return false;
  return uv_async_send(slot.async) == 0;
}

void register_bell(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "createBell", create_bell);
  nodeapi::add_function(env, exports, "ringBell", ring);
  nodeapi::add_function(env, exports, "closeBell", close);
}
