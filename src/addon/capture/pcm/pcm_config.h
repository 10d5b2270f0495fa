// The configuration of a capture PCM: what is requested, and what the device and the box agree on.
#pragma once

#include <string>

#include "capture/alsa_abi.h"
#include "capture/pcm/sample_format.h"

// The requested properties. Restrictions are for tests and for devices that misbehave: 0 or empty = best offered.
struct PcmRequest {
  // Any name of an ALSA PCM: hw:CARD=X18,DEV=0 · plughw:… · one from asound.conf.
  std::string device;
  // Approximate frames per wake-up.
  unsigned period_frames = 128;
  // Hertz; 0 = 48,000 or else 44,100.
  unsigned sample_rate = 0;
  // 0 = as many as the device has, up to 64.
  unsigned channels = 0;
  // ALSA's name, e.g. S24_3LE.
  std::string format;
  // mmap-interleaved, mmap-noninterleaved, readi.
  std::string access;
};

// Why a device could not be opened.
struct PcmFault {
  // Stable: alsa-open, alsa-busy, alsa-rate, alsa-format.
  std::string code;
  // Names the device and what to do.
  std::string message;
};

// The configuration in force.
struct PcmConfig {
  // Hertz.
  unsigned rate = 0;
  // Channels of the device; may be more than 64.
  unsigned channels = 0;
  // Frames.
  alsa::Frames period = 0;
  alsa::Frames buffer = 0;
  // ALSA's snd_pcm_access_t; −1 = not chosen yet.
  int access = -1;
  const SampleFormat* format = nullptr;

  // True: read by snd_pcm_readi. False: mapped.
  bool is_read() const { return access == alsa::ACCESS_RW_INTERLEAVED; }
  // As in a request; '' if not chosen yet.
  const char* access_name() const;
};

// Configures an open device as requested, or as well as it can; otherwise returns false and sets `fault`. `has_card`:
// ALSA reports a card under it. Not for the capture thread, because it allocates.
bool negotiate(const AlsaApi& api, alsa::Pcm* pcm, const PcmRequest& request, bool has_card, PcmConfig& config,
               PcmFault& fault);

// True for a converting plugin or a device without hardware: no card has so many inputs.
bool offers_any_channels(const AlsaApi& api, alsa::Pcm* pcm);

// For a device that accepts any number of channels: the inputs of the device that it converts from; further channels
// are mostly copies. Configures it as widely as possible, and finds where the chain becomes narrower. 0 if it does not.
unsigned channels_underneath(const AlsaApi& api, alsa::Pcm* pcm, PcmRequest request, bool has_card);
