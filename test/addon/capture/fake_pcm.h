// ALSA's opaque types on the simulated card, and the PCM functions that do something. The rest of the table
// (fake_alsa_table.cc) only stores and answers.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "fake_alsa.h"

struct _snd_pcm_hw_params {
  const FakeCard* card = nullptr;
  bool plugged = false;
  int access = -1, format = -1;
  unsigned channels = 0, rate = 0;
  alsa::Frames buffer = 0, period = 0;
};
struct _snd_pcm_sw_params {
  alsa::Frames avail_min = 1;
};
struct _snd_pcm_info {
  int card = -1;
  unsigned device = 0;
};
struct _snd_output {
  std::string text;
};
struct _snd_ctl {
  const FakeCard* card;
};
struct _snd_ctl_card_info {
  std::string id, name, driver;
};
struct _snd_pcm {
  FakeCard* card;
  // With ALSA's converting plugin before it, which offers any number of channels.
  bool plugged = false;
  _snd_pcm_hw_params set;
  alsa::Frames avail_min = 1;
  bool running = false, dead = false;
  int resume_again = 0, resume_result = 0;
  int state_error = 0;
  // World index of the first frame since the start, and frames taken since.
  uint64_t start = 0, taken = 0;
  std::vector<uint8_t> memory;
  std::vector<alsa::ChannelArea> areas;
};

namespace fake {

using Guard = std::lock_guard<std::recursive_mutex>;

// Plugged in, and its time has come.
bool there(const FakeCard& card);
// hw:1 · hw:1,0 · hw:CARD=X18,DEV=0, with plug before it or not; nullptr where there is none.
FakeCard* card_named(std::string name);

int open_pcm(_snd_pcm** out, const char* name, int stream, int mode);
int close_pcm(_snd_pcm* pcm);
int configure(_snd_pcm* pcm, _snd_pcm_hw_params* params);
int start(_snd_pcm* pcm);
int prepare(_snd_pcm* pcm);
int resume(_snd_pcm* pcm);
int wait(_snd_pcm* pcm, int timeout_ms);
long avail_update(_snd_pcm* pcm);
int htimestamp(_snd_pcm* pcm, alsa::Frames* frames, timespec* time);
int dump(_snd_pcm* pcm, _snd_output* output);
long readi(_snd_pcm* pcm, void* out, alsa::Frames frames);
int mmap_begin(_snd_pcm* pcm, const alsa::ChannelArea** areas, alsa::Frames* offset, alsa::Frames* frames);
long mmap_commit(_snd_pcm* pcm, alsa::Frames offset, alsa::Frames frames);

}  // namespace fake
