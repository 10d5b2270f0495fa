// One open capture PCM: opening, reading, recovery. It has no thread of its own; one thread at a time uses it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "capture/alsa_abi.h"
#include "capture/pcm/pcm_config.h"
#include "capture/pcm/pcm_name.h"

// Frames ready in the device.
struct PcmReady {
  // Negative = an errno.
  long frames;
  // Capture time of the newest of these frames, CLOCK_MONOTONIC ms.
  double newest_ms;
};

class PcmDevice {
 public:
  // Opens, negotiates and prepares a device; otherwise returns nullptr and sets `fault`. May block for some ms,
  // so never call it on the capture thread.
  static std::unique_ptr<PcmDevice> open(const AlsaApi& api, const PcmRequest& request, PcmFault& fault);
  ~PcmDevice();
  PcmDevice(const PcmDevice&) = delete;
  PcmDevice& operator=(const PcmDevice&) = delete;

  // A name that finds this card again even if its number changes: hw:1,0 becomes hw:CARD=X18,DEV=0.
  const std::string& name() const { return name_.lasting; }
  // Name for people; '' if the device is not a card's.
  const std::string& card_name() const { return name_.card; }
  // Channels of the device; may be more than 64.
  unsigned channels() const { return config_.channels; }
  unsigned sample_rate() const { return config_.rate; }
  unsigned period_frames() const { return static_cast<unsigned>(config_.period); }
  unsigned buffer_frames() const { return static_cast<unsigned>(config_.buffer); }
  const char* format_name() const { return config_.format->name; }
  const char* access_name() const { return config_.access_name(); }
  // A note for people about how it was opened, one line; '' if there is none.
  const std::string& note() const { return note_; }

  // The rest runs on the capture thread and returns ALSA's codes: 0 or more is success, a negative errno is failure.
  int start();
  // 1 when frames are ready, 0 when `timeout_ms` passed.
  int wait(int timeout_ms);
  PcmReady ready(double now_ms);
  // Converts up to `frames` frames of the first `channels` channels; channel c goes to `lane0 + c *
  // lane_stride`. Returns the frames read. Once `given_up` is true it writes nothing more (-ECANCELED),
  // however long the device delayed this thread.
  long read(unsigned frames, unsigned channels, float* lane0, size_t lane_stride, const std::atomic<bool>& given_up);
  // Restarts after -EPIPE or -ESTRPIPE. Returns -EAGAIN while a suspended card is still waking up.
  int recover(bool suspended);

 private:
  PcmDevice(const AlsaApi& api, alsa::Pcm* pcm) : api_(api), pcm_(pcm) {}
  static std::unique_ptr<PcmDevice> open_named(const AlsaApi& api, const std::string& name, PcmFault& fault);
  void make_room();
  int set_software();
  void convert(const uint8_t* first, size_t step, float* lane, size_t frames) const;
  long read_mapped(unsigned frames, unsigned channels, float* lane0, size_t lane_stride,
                   const std::atomic<bool>& given_up);

  const AlsaApi& api_;
  alsa::Pcm* const pcm_;
  PcmName name_;
  std::string note_;
  PcmConfig config_;
  // What it delivers is undefined (ALSA's null), so it is replaced by silence.
  bool silent_ = false;
  // For readi only: interleaved, as the card delivers.
  std::vector<uint8_t> raw_;
  unsigned raw_frames_ = 0;
};
