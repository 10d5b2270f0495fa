#include "opus/opus_library.h"

#include <dlfcn.h>

namespace {

OpusLibrary load() {
  static OpusApi api;
  OpusLibrary library;
  void* handle = dlopen("libopus.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    library.reason = "missing library: apt-get install libopus0";
    return library;
  }
#define OPUS_SYMBOL(result, name, parameters)                                             \
  api.name = reinterpret_cast<decltype(api.name)>(dlsym(handle, #name));                  \
  if (api.name == nullptr) {                                                              \
    library.reason = "libopus.so.0 is too old: it has no " #name;                         \
    return library;                                                                       \
  }
  OPUS_FUNCTIONS(OPUS_SYMBOL)
#undef OPUS_SYMBOL
  library.api = &api;
  return library;
}

}  // namespace

const OpusLibrary& opus_library() {
  static const OpusLibrary library = load();
  return library;
}
