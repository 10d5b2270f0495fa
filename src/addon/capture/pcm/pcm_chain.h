// What ALSA reports about a configured device and the devices under it. A converting plugin offers any number of
// channels, and a device without hardware may deliver whatever its memory holds. Only the chain shows that.
#pragma once

#include <string>

#include "capture/alsa_abi.h"

struct PcmChain {
  // Channels of the first link whose number differs from the requested one; 0 if no link differs.
  unsigned channels = 0;
  // Nothing under it makes sound, so what it delivers is undefined.
  bool silent = false;
};

// Reads `text` as written by snd_pcm_dump for a device that was configured with `asked` channels.
PcmChain read_chain(const std::string& text, unsigned asked);

// Reads the chain of a device. Not for the capture thread, because it allocates.
PcmChain chain_of(const AlsaApi& api, alsa::Pcm* pcm, unsigned asked);
