// The machine's libasound, opened at run time.
#pragma once

#include <string>

#include "capture/alsa_abi.h"

struct AlsaLibrary {
  // nullptr if the library is missing or too old; `reason` is then one line for people.
  const AlsaApi* api = nullptr;
  std::string reason;
};

// Opened once per process and never closed, because its plugins keep threads and at-exit handlers. Any thread.
const AlsaLibrary& alsa_library();
