// libasound as the machine has it, opened at run time.
#pragma once

#include <string>

#include "alsa_abi.h"

struct AlsaLibrary {
  // nullptr where the library is missing or too old; `reason` then is one line for people.
  const AlsaApi* api = nullptr;
  std::string reason;
};

// Opened once per process and never closed: its plugins keep threads and at-exit handlers. Any thread.
const AlsaLibrary& alsa_library();
