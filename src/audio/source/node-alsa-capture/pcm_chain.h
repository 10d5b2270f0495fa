// What a configured device says of itself and of what lies under it. A plugin that converts offers any number of
// channels, and a device without hardware may deliver whatever its memory holds: only the chain tells.
#pragma once

#include <string>

#include "alsa_abi.h"

struct PcmChain {
  // Channels of the first link that has other ones than were asked for; 0 where every link takes what is asked.
  unsigned channels = 0;
  // Nothing under it makes sound: what it delivers is undefined.
  bool silent = false;
};

// `text` as snd_pcm_dump writes it, of a device that was configured with `asked` channels.
PcmChain read_chain(const std::string& text, unsigned asked);

// The same of a device. Not for the capture thread: it allocates.
PcmChain chain_of(const AlsaApi& api, alsa::Pcm* pcm, unsigned asked);
