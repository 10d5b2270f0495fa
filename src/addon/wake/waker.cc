#include "wake/waker.h"

#include <cstdlib>
#include <mutex>

#include "node_api_helpers.h"
#include "uv_abi.h"

namespace {

constexpr int32_t SLOTS = 64;
constexpr int32_t MAX_GENERATION = 1 << 20;

struct Waker {
  napi_env env = nullptr;
  napi_ref callback = nullptr;
  napi_async_context context = nullptr;
  napi_async_cleanup_hook_handle hook = nullptr;
  uv_async_s* async = nullptr;
  int32_t handle = 0;
};

// One table for the whole process: all workers that load the addon share it. A slot's lock is held during one
// uv_async_send, so that a waker is not closed while it is being used. At most two threads ever compete for it.
struct Slot {
  std::mutex lock;
  uv_async_s* async = nullptr;
  int32_t generation = 0;
  bool taken = false;
};
Slot slots[SLOTS];

Slot& slot_of(int32_t handle) { return slots[handle % SLOTS]; }

// A handle includes the slot's generation, so an old handle never wakes through a later waker. Never 0.
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

Waker* waker_of(uv_handle_s* handle) { return static_cast<Waker*>(uv_handle_get_data(handle)); }

// The waker's own thread, from its event loop.
void on_woken(uv_async_s* async) {
  Waker* waker = waker_of(reinterpret_cast<uv_handle_s*>(async));
  if (waker->callback == nullptr) return;
  napi_env env = waker->env;
  napi_handle_scope scope = nullptr;
  if (!nodeapi::ok(napi_open_handle_scope(env, &scope))) return;
  napi_value callback = nullptr;
  napi_value receiver = nullptr;
  napi_get_reference_value(env, waker->callback, &callback);
  napi_get_global(env, &receiver);
  const napi_status status = napi_make_callback(env, waker->context, receiver, callback, 0, nullptr, nullptr);
  if (status == napi_pending_exception) {
    napi_value error = nullptr;
    if (nodeapi::ok(napi_get_and_clear_last_exception(env, &error))) napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

void on_closed(uv_handle_s* handle) {
  Waker* waker = waker_of(handle);
  // Node waits for this at the end of a worker; otherwise it would close the loop with an open handle.
  napi_remove_async_cleanup_hook(waker->hook);
  std::free(waker->async);
  delete waker;
}

// The waker's own thread; once.
void close_waker(Waker* waker) {
  if (waker->callback == nullptr) return;
  release_slot(waker->handle);
  napi_delete_reference(waker->env, waker->callback);
  waker->callback = nullptr;
  napi_async_destroy(waker->env, waker->context);
  uv_close(reinterpret_cast<uv_handle_s*>(waker->async), on_closed);
}

void on_thread_ends(napi_async_cleanup_hook_handle, void* data) { close_waker(static_cast<Waker*>(data)); }

napi_value create_waker(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  if (nodeapi::type_of(env, arguments[0]) != napi_function) {
    return nodeapi::throw_type_error(env, "waker-callback", "createWaker(callback): the callback must be a function");
  }
  uv_loop_s* loop = nullptr;
  const int32_t handle = take_slot();
  if (handle == 0 || !nodeapi::ok(napi_get_uv_event_loop(env, &loop))) {
    if (handle != 0) release_slot(handle);
    napi_throw_error(env, "waker-full", "createWaker: no waker is left (64 at once)");
    return nullptr;
  }
  Waker* waker = new Waker();
  waker->env = env;
  waker->handle = handle;
  waker->async = static_cast<uv_async_s*>(std::calloc(1, uv_handle_size(UV_ABI_ASYNC)));
  uv_async_init(loop, waker->async, on_woken);
  uv_handle_s* const uv = reinterpret_cast<uv_handle_s*>(waker->async);
  uv_handle_set_data(uv, waker);
  uv_unref(uv);
  napi_create_reference(env, arguments[0], 1, &waker->callback);
  napi_value resource = nullptr;
  napi_create_object(env, &resource);
  napi_async_init(env, resource, nodeapi::text(env, "stagebox.waker"), &waker->context);
  napi_add_async_cleanup_hook(env, on_thread_ends, waker, &waker->hook);
  publish(handle, waker->async);
  return nodeapi::number(env, handle);
}

napi_value wake_by_handle(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  return nodeapi::boolean(env, wake(nodeapi::to_int(env, arguments[0], 0)));
}

napi_value close(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  const int32_t handle = nodeapi::to_int(env, arguments[0], 0);
  if (handle <= 0) return nodeapi::boolean(env, false);
  Waker* waker = nullptr;
  {
    Slot& slot = slot_of(handle);
    std::lock_guard<std::mutex> guard(slot.lock);
    if (slot.async != nullptr && slot.generation == handle / SLOTS) {
      waker = waker_of(reinterpret_cast<uv_handle_s*>(slot.async));
    }
  }
  // Only the thread that created a waker may close it.
  if (waker == nullptr || waker->env != env) return nodeapi::boolean(env, false);
  close_waker(waker);
  return nodeapi::boolean(env, true);
}

}  // namespace

bool wake(int32_t handle) {
  if (handle <= 0) return false;
  Slot& slot = slot_of(handle);
  std::lock_guard<std::mutex> guard(slot.lock);
  if (slot.async == nullptr || slot.generation != handle / SLOTS) return false;
  return uv_async_send(slot.async) == 0;
}

void register_waker(napi_env env, napi_value exports) {
  nodeapi::add_function(env, exports, "createWaker", create_waker);
  nodeapi::add_function(env, exports, "wake", wake_by_handle);
  nodeapi::add_function(env, exports, "closeWaker", close);
}
