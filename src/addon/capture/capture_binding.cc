#include "capture/capture_binding.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "capture/alsa_capture.h"
#include "capture/alsa_library.h"
#include "capture/card_list.h"
#include "node_api_helpers.h"

using namespace ring_layout;

namespace {

// One opened capture of one thread. The references keep the shared memory alive while the capture thread writes it.
struct Session {
  std::shared_ptr<AlsaCapture> capture;
  const int32_t* header = nullptr;
  const int32_t* interrupt = nullptr;
  std::vector<napi_ref> kept;
};

// The captures of one JavaScript thread, by number. All of them end with the thread.
struct Sessions {
  napi_env env = nullptr;
  std::vector<std::unique_ptr<Session>> list;
};

MonotonicClock monotonic_clock;

// Longest device name, bytes.
constexpr size_t MAX_NAME = 1024;

// All started captures of the process.
std::mutex running_lock;
std::set<const AlsaCapture*> running;

void close_session(napi_env env, Session& session) {
  {
    std::lock_guard<std::mutex> guard(running_lock);
    running.erase(session.capture.get());
  }
  // A left-behind thread may still hold the ring's address, so its memory is never freed.
  const bool ended = !session.capture || session.capture->stop();
  session.capture.reset();
  session.header = session.interrupt = nullptr;
  if (!ended) return;
  for (napi_ref reference : session.kept) napi_delete_reference(env, reference);
  session.kept.clear();
}

void on_thread_ends(void* data) {
  std::unique_ptr<Sessions> sessions(static_cast<Sessions*>(data));
  for (auto& session : sessions->list) {
    if (session) close_session(sessions->env, *session);
  }
}

Sessions& sessions_of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Sessions*>(data);
}

// nullptr for an unknown or closed number.
Session* session_of(napi_env env, napi_value id) {
  int32_t index = -1;
  if (nodeapi::type_of(env, id) == napi_number) napi_get_value_int32(env, id, &index);
  Sessions& sessions = sessions_of(env);
  if (index < 0 || static_cast<size_t>(index) >= sessions.list.size()) return nullptr;
  return sessions.list[static_cast<size_t>(index)].get();
}

napi_value fail(napi_env env, const std::string& code, const std::string& message) {
  napi_throw_error(env, code.c_str(), message.c_str());
  return nullptr;
}

const AlsaApi* library_or_throw(napi_env env) {
  const AlsaLibrary& library = alsa_library();
  if (library.api == nullptr) fail(env, "alsa-missing", library.reason);
  return library.api;
}

napi_value alsa_missing(napi_env env, napi_callback_info) { return nodeapi::text(env, alsa_library().reason); }

napi_value describe(napi_env env, const CardFacts& card) {
  napi_value object = nullptr;
  napi_value devices = nullptr;
  napi_create_object(env, &object);
  napi_create_array(env, &devices);
  nodeapi::set(env, object, "number", nodeapi::number(env, card.number));
  nodeapi::set(env, object, "id", nodeapi::text(env, card.id));
  nodeapi::set(env, object, "driver", nodeapi::text(env, card.driver));
  nodeapi::set(env, object, "name", nodeapi::text(env, card.name));
  nodeapi::set(env, object, "longName", nodeapi::text(env, card.long_name));
  nodeapi::set(env, object, "hasVideo", nodeapi::boolean(env, card.has_video));
  nodeapi::set(env, object, "capture", devices);
  for (size_t index = 0; index < card.capture.size(); index++) {
    const CaptureDeviceFacts& facts = card.capture[index];
    napi_value device = nullptr;
    napi_create_object(env, &device);
    nodeapi::set(env, device, "device", nodeapi::number(env, facts.device));
    nodeapi::set(env, device, "id", nodeapi::text(env, facts.id));
    nodeapi::set(env, device, "name", nodeapi::text(env, facts.name));
    nodeapi::set(env, device, "inputs", nodeapi::number(env, facts.inputs));
    nodeapi::set(env, device, "problem", nodeapi::text(env, facts.problem));
    napi_set_element(env, devices, static_cast<uint32_t>(index), device);
  }
  return object;
}

napi_value list(napi_env env, napi_callback_info) {
  const AlsaApi* api = library_or_throw(env);
  if (api == nullptr) return nullptr;
  napi_value result = nullptr;
  napi_create_array(env, &result);
  uint32_t index = 0;
  for (const CardFacts& card : list_cards(*api, true)) napi_set_element(env, result, index++, describe(env, card));
  return result;
}

unsigned whole(napi_env env, napi_value object, const char* name, unsigned fallback) {
  const int value = nodeapi::to_int(env, nodeapi::get(env, object, name), static_cast<int>(fallback));
  return value >= 0 && value <= 1'000'000 ? static_cast<unsigned>(value) : fallback;
}

napi_value open(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  const AlsaApi* api = library_or_throw(env);
  if (api == nullptr) return nullptr;
  const napi_value options = arguments[0];
  PcmRequest request;
  request.device = nodeapi::to_text(env, nodeapi::get(env, options, "device"));
  request.period_frames = whole(env, options, "periodFrames", request.period_frames);
  request.sample_rate = whole(env, options, "sampleRate", 0);
  request.channels = std::min(whole(env, options, "channels", 0), MAX_CHANNELS);
  request.format = nodeapi::to_text(env, nodeapi::get(env, options, "format"));
  request.access = nodeapi::to_text(env, nodeapi::get(env, options, "access"));
  if (nodeapi::pending(env)) return nullptr;
  if (request.device.empty()) return fail(env, "alsa-open", "openCapture: no device named");
  if (request.device.size() > MAX_NAME || request.device.find('\0') != std::string::npos) {
    return fail(env, "alsa-open", "openCapture: that is no name of a device");
  }

  PcmFault fault;
  auto session = std::make_unique<Session>();
  session->capture = AlsaCapture::open(*api, request, fault, monotonic_clock);
  if (!session->capture) return fail(env, fault.code, fault.message);

  const PcmDevice& device = session->capture->device();
  Sessions& sessions = sessions_of(env);
  napi_value result = nullptr;
  napi_create_object(env, &result);
  nodeapi::set(env, result, "id", nodeapi::number(env, static_cast<double>(sessions.list.size())));
  nodeapi::set(env, result, "device", nodeapi::text(env, device.name()));
  nodeapi::set(env, result, "cardName", nodeapi::text(env, device.card_name()));
  nodeapi::set(env, result, "channels", nodeapi::number(env, session->capture->channels()));
  nodeapi::set(env, result, "sampleRate", nodeapi::number(env, device.sample_rate()));
  nodeapi::set(env, result, "periodFrames", nodeapi::number(env, device.period_frames()));
  nodeapi::set(env, result, "bufferFrames", nodeapi::number(env, device.buffer_frames()));
  nodeapi::set(env, result, "format", nodeapi::text(env, device.format_name()));
  nodeapi::set(env, result, "access", nodeapi::text(env, device.access_name()));
  nodeapi::set(env, result, "note", nodeapi::text(env, device.note()));
  sessions.list.push_back(std::move(session));
  return result;
}

// The memory of a typed array with this type and at least `length` elements; otherwise nullptr.
void* memory_of(napi_env env, napi_value value, napi_typedarray_type wanted, size_t length) {
  bool is_typed_array = false;
  if (value == nullptr || !nodeapi::ok(napi_is_typedarray(env, value, &is_typed_array)) || !is_typed_array) return nullptr;
  napi_typedarray_type type{};
  size_t has = 0;
  void* data = nullptr;
  if (!nodeapi::ok(napi_get_typedarray_info(env, value, &type, &has, &data, nullptr, nullptr))) return nullptr;
  return type == wanted && has >= length ? data : nullptr;
}

void keep(napi_env env, Session& session, napi_value value) {
  napi_ref reference = nullptr;
  if (nodeapi::ok(napi_create_reference(env, value, 1, &reference))) session.kept.push_back(reference);
}

// startCapture(id, header, lanes, interrupt, {priority, cpu, lockMemory}) → warnings.
napi_value start(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<5> arguments(env, info);
  Session* session = session_of(env, arguments[0]);
  if (session == nullptr || !session->capture) return fail(env, "alsa-state", "startCapture: this capture is closed");
  if (session->header != nullptr) return fail(env, "alsa-state", "startCapture: this capture runs already");

  const size_t lanes_length = static_cast<size_t>(session->capture->channels()) * RING_CAPACITY;
  auto* const header = static_cast<int32_t*>(memory_of(env, arguments[1], napi_int32_array, RING_HEADER_BYTES / 4));
  auto* const lanes = static_cast<float*>(memory_of(env, arguments[2], napi_float32_array, lanes_length));
  auto* const interrupt = static_cast<int32_t*>(memory_of(env, arguments[3], napi_int32_array, 1));
  if (header == nullptr || lanes == nullptr || interrupt == nullptr || reinterpret_cast<uintptr_t>(header) % 8 != 0 ||
      header[RING_WORD_MAGIC] != static_cast<int32_t>(RING_MAGIC) ||
      header[RING_WORD_VERSION] != static_cast<int32_t>(RING_VERSION) ||
      header[RING_WORD_CAPACITY] != static_cast<int32_t>(RING_CAPACITY)) {
    return fail(env, "alsa-ring", "startCapture: header, lanes or interrupt are not the capture ring of this version");
  }
  RealtimeOptions realtime;
  realtime.priority = std::clamp(nodeapi::to_int(env, nodeapi::get(env, arguments[4], "priority"), 0), 0, 99);
  realtime.cpu = std::clamp(nodeapi::to_int(env, nodeapi::get(env, arguments[4], "cpu"), -1), -1, 1023);
  const napi_value lock = nodeapi::get(env, arguments[4], "lockMemory");
  if (nodeapi::type_of(env, lock) == napi_boolean) napi_get_value_bool(env, lock, &realtime.lock_memory);
  if (nodeapi::pending(env)) return nullptr;

  std::vector<std::string> warnings;
  try {
    warnings = session->capture->start({header, lanes}, realtime);
  } catch (const std::system_error& error) {
    return fail(env, "alsa-thread", std::string("startCapture: no thread: ") + error.what());
  }
  {
    std::lock_guard<std::mutex> guard(running_lock);
    running.insert(session->capture.get());
  }
  session->header = header;
  session->interrupt = interrupt;
  for (size_t index = 1; index <= 3; index++) keep(env, *session, arguments[index]);

  napi_value result = nullptr;
  napi_create_array(env, &result);
  for (size_t index = 0; index < warnings.size(); index++) {
    napi_set_element(env, result, static_cast<uint32_t>(index), nodeapi::text(env, warnings[index]));
  }
  return result;
}

// waitForRing(id, position, timeoutMs) → reached. Called once per period; creates no object.
napi_value wait(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<3> arguments(env, info);
  const Session* session = session_of(env, arguments[0]);
  int32_t position = 0;
  double timeout_ms = 0;
  if (session == nullptr || session->header == nullptr ||
      !nodeapi::ok(napi_get_value_int32(env, arguments[1], &position)) ||
      !nodeapi::ok(napi_get_value_double(env, arguments[2], &timeout_ms))) {
    return nodeapi::boolean(env, false);
  }
  timeout_ms = timeout_ms > 0 ? std::min(timeout_ms, 1000.0) : 0;
  return nodeapi::boolean(env, wait_for_ring(session->header, static_cast<uint32_t>(position), session->interrupt, timeout_ms));
}

// captureMessage() → why a card of this process is away. Any thread may ask, because the thread that
// opened the capture blocks in waitForRing.
napi_value message(napi_env env, napi_callback_info) {
  std::lock_guard<std::mutex> guard(running_lock);
  for (const AlsaCapture* capture : running) {
    const std::string text = capture->message();
    if (!text.empty()) return nodeapi::text(env, text);
  }
  return nodeapi::text(env, "");
}

napi_value stop(napi_env env, napi_callback_info info) {
  nodeapi::Arguments<1> arguments(env, info);
  Session* session = session_of(env, arguments[0]);
  if (session != nullptr) close_session(env, *session);
  return nodeapi::undefined(env);
}

}  // namespace

void register_capture(napi_env env, napi_value exports) {
  auto* const sessions = new Sessions();
  sessions->env = env;
  napi_set_instance_data(env, sessions, nullptr, nullptr);
  napi_add_env_cleanup_hook(env, on_thread_ends, sessions);
  nodeapi::add_function(env, exports, "alsaMissing", alsa_missing);
  nodeapi::add_function(env, exports, "listCards", list);
  nodeapi::add_function(env, exports, "openCapture", open);
  nodeapi::add_function(env, exports, "startCapture", start);
  nodeapi::add_function(env, exports, "waitForRing", wait);
  nodeapi::add_function(env, exports, "captureMessage", message);
  nodeapi::add_function(env, exports, "stopCapture", stop);
}
