// Small helpers for Node-API: read arguments, return values, throw errors with a stable code.
#pragma once

#include <node_api.h>

#include <cmath>
#include <cstdint>
#include <string>

namespace nodeapi {

// Wraps a Node-API call that fails only when the environment is shutting down.
inline bool ok(napi_status status) { return status == napi_ok; }

inline napi_value undefined(napi_env env) {
  napi_value value = nullptr;
  napi_get_undefined(env, &value);
  return value;
}

inline napi_value number(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}

inline napi_value boolean(napi_env env, bool value) {
  napi_value result = nullptr;
  napi_get_boolean(env, value, &result);
  return result;
}

inline napi_value text(napi_env env, const std::string& value) {
  napi_value result = nullptr;
  napi_create_string_utf8(env, value.data(), value.size(), &result);
  return result;
}

inline void set(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

// The arguments of one call. Missing ones read as undefined. N is the most that a function takes.
template <size_t N>
struct Arguments {
  napi_value values[N] = {};
  explicit Arguments(napi_env env, napi_callback_info info) {
    size_t count = N;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  }
  napi_value operator[](size_t index) const { return values[index]; }
};

inline napi_valuetype type_of(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  if (value != nullptr) napi_typeof(env, value, &type);
  return type;
}

// A number, or `fallback` for anything else.
inline double to_number(napi_env env, napi_value value, double fallback) {
  double result = fallback;
  if (type_of(env, value) == napi_number) napi_get_value_double(env, value, &result);
  return result;
}

// The whole part of a number that fits an int; `fallback` for anything else (too large, not a number).
inline int to_int(napi_env env, napi_value value, int fallback) {
  const double number = to_number(env, value, fallback);
  return std::fabs(number) <= static_cast<double>(INT32_MAX) ? static_cast<int>(number) : fallback;
}

// Whether an exception is pending: reading an argument's properties may run the caller's code.
inline bool pending(napi_env env) {
  bool is_pending = false;
  return !ok(napi_is_exception_pending(env, &is_pending)) || is_pending;
}

// UTF-8 text, or '' for anything else.
inline std::string to_text(napi_env env, napi_value value) {
  if (type_of(env, value) != napi_string) return {};
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string result(length, '\0');
  napi_get_value_string_utf8(env, value, result.data(), length + 1, &length);
  return result;
}

// A named property, or nullptr if the object has none (or is not an object).
inline napi_value get(napi_env env, napi_value object, const char* name) {
  bool has = false;
  if (type_of(env, object) != napi_object || !ok(napi_has_named_property(env, object, name, &has)) || !has) return nullptr;
  napi_value value = nullptr;
  napi_get_named_property(env, object, name, &value);
  return value;
}

inline napi_value throw_type_error(napi_env env, const char* code, const char* message) {
  napi_throw_type_error(env, code, message);
  return nullptr;
}

inline void add_function(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function = nullptr;
  if (ok(napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function))) set(env, exports, name, function);
}

}  // namespace nodeapi
