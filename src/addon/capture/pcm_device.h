// One open capture PCM: negotiation, reading, recovery. It has no thread of its own; one thread at a time uses it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "capture/alsa_abi.h"
#include "capture/sample_format.h"

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
  const std::string& name() const { return name_; }
  // Name for people; '' if the device is not a card's.
  const std::string& card_name() const { return card_name_; }
  // Channels of the device; may be more than 64.
  unsigned channels() const { return channels_; }
  unsigned sample_rate() const { return rate_; }
  unsigned period_frames() const { return static_cast<unsigned>(period_); }
  unsigned buffer_frames() const { return static_cast<unsigned>(buffer_); }
  const char* format_name() const { return format_->name; }
  const char* access_name() const;
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
  bool negotiate(const PcmRequest& request, PcmFault& fault);
  bool offers_any_channels() const;
  unsigned channels_underneath(PcmRequest request);
  bool choose_rate(const PcmRequest& request, alsa::HwParams* params, PcmFault& fault);
  bool choose_channels(const PcmRequest& request, alsa::HwParams* params);
  void choose_access(const PcmRequest& request, alsa::HwParams* params);
  void choose_format(const PcmRequest& request, alsa::HwParams* params);
  void choose_buffer(const PcmRequest& request, alsa::HwParams* params);
  int set_software();
  void find_card(const std::string& device);
  void convert(const uint8_t* first, size_t step, float* lane, size_t frames) const;
  long read_mapped(unsigned frames, unsigned channels, float* lane0, size_t lane_stride, const std::atomic<bool>& given_up);

  const AlsaApi& api_;
  alsa::Pcm* const pcm_;
  std::string name_;
  std::string card_name_;
  std::string note_;
  // Whether ALSA reports a card under it.
  bool has_card_ = false;
  // What it delivers is undefined (ALSA's null), so it is replaced by silence.
  bool silent_ = false;
  unsigned rate_ = 0;
  unsigned channels_ = 0;
  alsa::Frames period_ = 0;
  alsa::Frames buffer_ = 0;
  // −1 = not chosen yet.
  int access_ = -1;
  const SampleFormat* format_ = nullptr;
  // For readi only: interleaved, as the card delivers.
  std::vector<uint8_t> raw_;
  unsigned raw_frames_ = 0;
};
