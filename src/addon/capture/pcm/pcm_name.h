// Names of capture devices.
#pragma once

#include <string>

#include "capture/alsa_abi.h"

struct PcmName {
  // A name that finds this card again even if its number changes: hw:1,0 becomes hw:CARD=X18,DEV=0.
  std::string lasting;
  // Name for people; '' if the device is not a card's.
  std::string card;
  // Whether ALSA reports a card under it.
  bool has_card = false;
};

// The names of a device that was opened as `device`. Not for the capture thread, because it allocates.
PcmName name_of(const AlsaApi& api, alsa::Pcm* pcm, const std::string& device);

// The same device behind ALSA's converting plugin.
std::string plugged(const std::string& device);
