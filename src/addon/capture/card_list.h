// The sound cards of the machine, as ALSA and the kernel describe them: facts only.
// alsa-cards.ts decides which one to use.
#pragma once

#include <string>
#include <vector>

#include "capture/alsa_abi.h"

struct CaptureDeviceFacts {
  int device = 0;
  std::string id;
  std::string name;
  // Most channels it captures; 0 if that could not be determined.
  unsigned inputs = 0;
  // Why that could not be determined: '' or the message of a fault, such as in use by another program.
  std::string problem;
};

struct CardFacts {
  int number = 0;
  std::string id;
  std::string driver;
  std::string name;
  std::string long_name;
  // The card's USB device also has a video function, so it is a webcam or a capture stick.
  bool has_video = false;
  std::vector<CaptureDeviceFacts> capture;
};

// Blocks for some ms; longer if `ask_inputs` opens each device for a moment. `sysfs` is the path of /sys.
std::vector<CardFacts> list_cards(const AlsaApi& api, bool ask_inputs, const std::string& sysfs = "/sys");
