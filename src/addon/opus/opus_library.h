// The machine's libopus, opened at run time.
#pragma once

#include <string>

#include "opus/opus_abi.h"

struct OpusLibrary {
  // nullptr if the library is missing or too old; `reason` is then one line for people.
  const OpusApi* api = nullptr;
  std::string reason;
};

// Opened once per process and never closed. Any thread.
const OpusLibrary& opus_library();
