// The sound cards of the machine as ALSA and the kernel describe them: facts only; which one is taken is decided in
// alsa-cards.ts.
#pragma once

#include <string>
#include <vector>

#include "alsa_abi.h"

struct CaptureDeviceFacts {
  int device = 0;
  std::string id;
  std::string name;
  // Most channels it captures; 0 where it could not be asked.
  unsigned inputs = 0;
  // Why it could not be asked: '' or a fault's message, e.g. in use by another program.
  std::string problem;
};

struct CardFacts {
  int number = 0;
  std::string id;
  std::string driver;
  std::string name;
  std::string long_name;
  // The card's USB device has a video function too: it is a webcam or a capture stick.
  bool has_video = false;
  std::vector<CaptureDeviceFacts> capture;
};

// Blocks for some ms, more where `ask_inputs` opens each device for a moment. `sysfs` is where /sys is.
std::vector<CardFacts> list_cards(const AlsaApi& api, bool ask_inputs, const std::string& sysfs = "/sys");
