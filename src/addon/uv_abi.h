// The few functions of libuv that the waker needs, as Node exports them. Node's headers do not come with Node-API's.
// libuv's ABI is stable within Node's supported majors; handles are opaque here, and their size is read at run time.
#pragma once

#include <cstddef>

extern "C" {
struct uv_loop_s;
struct uv_handle_s;
struct uv_async_s;
typedef void (*uv_async_cb)(uv_async_s*);
typedef void (*uv_close_cb)(uv_handle_s*);

int uv_async_init(uv_loop_s* loop, uv_async_s* async, uv_async_cb callback);
// The only function of libuv that any thread may call.
int uv_async_send(uv_async_s* async);
void uv_close(uv_handle_s* handle, uv_close_cb callback);
void uv_unref(uv_handle_s* handle);
size_t uv_handle_size(int type);
void* uv_handle_get_data(const uv_handle_s* handle);
void uv_handle_set_data(uv_handle_s* handle, void* data);
}

// enum uv_handle_type: UV_UNKNOWN_HANDLE = 0, UV_ASYNC = 1.
constexpr int UV_ABI_ASYNC = 1;
