#include "capture/alsa_library.h"

#include <dlfcn.h>

#include <cerrno>
#include <cstring>

namespace {

// By default libasound prints its errors on stderr; here they are returned with the reasons instead.
void be_quiet(const char*, int, const char*, int, const char*, ...) {}

AlsaLibrary load() {
  static AlsaApi api;
  AlsaLibrary library;
  void* handle = dlopen("libasound.so.2", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    library.reason = "missing library: apt-get install libasound2 (libasound2t64 on Debian 13)";
    return library;
  }
#define ALSA_SYMBOL(result, name, parameters)                                             \
  api.name = reinterpret_cast<decltype(api.name)>(dlsym(handle, #name));                  \
  if (api.name == nullptr) {                                                              \
    library.reason = "libasound.so.2 is too old: it has no " #name;                       \
    return library;                                                                       \
  }
  ALSA_FUNCTIONS(ALSA_SYMBOL)
#undef ALSA_SYMBOL
  api.snd_lib_error_set_handler(be_quiet);
  library.api = &api;
  return library;
}

}  // namespace

const AlsaLibrary& alsa_library() {
  static const AlsaLibrary library = load();
  return library;
}
