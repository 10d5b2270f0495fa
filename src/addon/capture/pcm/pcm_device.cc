#include "capture/pcm/pcm_device.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "capture/pcm/pcm_chain.h"
#include "capture/ring_writer.h"

namespace {

// A time stamp further from now than this comes from another clock, or is missing.
constexpr double PLAUSIBLE_STAMP_MS = 1000;

// Used for a device that accepts any number and has no device under it to ask.
constexpr unsigned CHANNELS_OF_ANY = 2;

PcmFault open_fault(const AlsaApi& api, const std::string& device, int error) {
  switch (error) {
    case -EBUSY:
      return {"alsa-busy", device + " is in use by another program (fuser -v /dev/snd/* names it)"};
    case -EACCES:
    case -EPERM:
      return {"alsa-open", device + " may not be opened by this user: add it to the group audio"};
    case -ENOENT:
    case -ENODEV:
    case -ENXIO:
      return {"alsa-open", device + " is not there (arecord -L lists what is)"};
    default:
      return {"alsa-open", device + " cannot be opened: " + api.snd_strerror(error)};
  }
}

}  // namespace

std::unique_ptr<PcmDevice> PcmDevice::open(const AlsaApi& api, const PcmRequest& request, PcmFault& fault) {
  std::unique_ptr<PcmDevice> device = open_named(api, request.device, fault);
  if (!device) return nullptr;
  PcmRequest asked = request;
  std::string note;
  if (asked.channels == 0 && offers_any_channels(api, device->pcm_)) {
    asked.channels = channels_underneath(api, device->pcm_, asked, device->name_.has_card);
    if (asked.channels == 0) {
      asked.channels = CHANNELS_OF_ANY;
      note = asked.device + " offers any number of inputs: " + std::to_string(CHANNELS_OF_ANY) + " are taken";
    }
    // A card can be opened only once at a time.
    device.reset();
    device = open_named(api, asked.device, fault);
    if (!device) return nullptr;
  }
  device->note_ = note;
  if (!negotiate(api, device->pcm_, asked, device->name_.has_card, device->config_, fault)) return nullptr;
  device->make_room();
  const int prepared = device->set_software();
  if (prepared < 0) {
    fault = open_fault(api, asked.device, prepared);
    return nullptr;
  }
  device->silent_ = !device->name_.has_card && chain_of(api, device->pcm_, device->config_.channels).silent;
  return device;
}

std::unique_ptr<PcmDevice> PcmDevice::open_named(const AlsaApi& api, const std::string& name, PcmFault& fault) {
  alsa::Pcm* pcm = nullptr;
  const int error = api.snd_pcm_open(&pcm, name.c_str(), alsa::STREAM_CAPTURE, alsa::OPEN_NONBLOCK);
  if (error < 0) {
    fault = open_fault(api, name, error);
    return nullptr;
  }
  std::unique_ptr<PcmDevice> device(new PcmDevice(api, pcm));
  device->name_ = name_of(api, pcm, name);
  return device;
}

PcmDevice::~PcmDevice() { api_.snd_pcm_close(pcm_); }

void PcmDevice::make_room() {
  if (!config_.is_read()) return;
  raw_frames_ = MAX_PUBLISH_FRAMES;
  raw_.resize(static_cast<size_t>(raw_frames_) * config_.channels * config_.format->bytes);
}

int PcmDevice::set_software() {
  alsa::SwParams* params = nullptr;
  api_.snd_pcm_sw_params_malloc(&params);
  int error = api_.snd_pcm_sw_params_current(pcm_, params);
  if (error >= 0) error = api_.snd_pcm_sw_params_set_avail_min(pcm_, params, config_.period);
  // Not every plugin supports these; `ready` then computes the time itself.
  api_.snd_pcm_sw_params_set_tstamp_mode(pcm_, params, alsa::TIMESTAMP_ENABLE);
  api_.snd_pcm_sw_params_set_tstamp_type(pcm_, params, alsa::TIMESTAMP_MONOTONIC);
  if (error >= 0) error = api_.snd_pcm_sw_params(pcm_, params);
  api_.snd_pcm_sw_params_free(params);
  return error < 0 ? error : api_.snd_pcm_prepare(pcm_);
}

int PcmDevice::start() { return api_.snd_pcm_start(pcm_); }

int PcmDevice::wait(int timeout_ms) { return api_.snd_pcm_wait(pcm_, timeout_ms); }

PcmReady PcmDevice::ready(double now_ms) {
  const alsa::SignedFrames frames = api_.snd_pcm_avail_update(pcm_);
  if (frames < 0) return {frames, now_ms};
  alsa::Frames stamped = 0;
  timespec stamp{};
  if (api_.snd_pcm_htimestamp(pcm_, &stamped, &stamp) < 0) return {frames, now_ms};
  const double stamp_ms = static_cast<double>(stamp.tv_sec) * 1e3 + static_cast<double>(stamp.tv_nsec) / 1e6;
  if (!(std::fabs(now_ms - stamp_ms) < PLAUSIBLE_STAMP_MS)) return {frames, now_ms};
  // The stamp belongs to `stamped` frames in the buffer; later frames were captured after it.
  const double since = static_cast<double>(frames) - static_cast<double>(stamped);
  return {frames, std::min(now_ms, stamp_ms + since * 1e3 / config_.rate)};
}

void PcmDevice::convert(const uint8_t* first, size_t step, float* lane, size_t frames) const {
  if (silent_) {
    std::memset(lane, 0, frames * sizeof(float));
  } else {
    config_.format->convert(first, step, lane, frames);
  }
}

long PcmDevice::read(unsigned frames, unsigned channels, float* lane0, size_t lane_stride,
                     const std::atomic<bool>& given_up) {
  if (!config_.is_read()) return read_mapped(frames, channels, lane0, lane_stride, given_up);
  const size_t step = static_cast<size_t>(config_.channels) * config_.format->bytes;
  const unsigned asked = std::min(frames, raw_frames_);
  // Some plugins (a file at its end) report that they filled the buffer, but did not.
  if (!name_.has_card) std::memset(raw_.data(), 0, asked * step);
  const long got = std::min<long>(api_.snd_pcm_readi(pcm_, raw_.data(), asked), asked);
  if (given_up) return -ECANCELED;
  for (unsigned channel = 0; got > 0 && channel < channels; channel++) {
    const uint8_t* const first = raw_.data() + channel * config_.format->bytes;
    convert(first, step, lane0 + channel * lane_stride, static_cast<size_t>(got));
  }
  return got;
}

long PcmDevice::read_mapped(unsigned frames, unsigned channels, float* lane0, size_t lane_stride,
                            const std::atomic<bool>& given_up) {
  const alsa::ChannelArea* areas = nullptr;
  alsa::Frames offset = 0;
  alsa::Frames contiguous = frames;
  const int begun = api_.snd_pcm_mmap_begin(pcm_, &areas, &offset, &contiguous);
  if (begun < 0) return begun;
  if (given_up) return -ECANCELED;
  if (areas == nullptr) return -EBADFD;
  contiguous = std::min<alsa::Frames>(contiguous, frames);
  for (unsigned channel = 0; channel < channels; channel++) {
    const alsa::ChannelArea& area = areas[channel];
    const uint8_t* const first = static_cast<const uint8_t*>(area.address) + area.first / 8;
    convert(first + offset * (area.step / 8), area.step / 8, lane0 + channel * lane_stride, contiguous);
  }
  return std::min<long>(api_.snd_pcm_mmap_commit(pcm_, offset, contiguous), static_cast<long>(contiguous));
}

int PcmDevice::recover(bool suspended) {
  if (suspended) {
    const int resumed = api_.snd_pcm_resume(pcm_);
    if (resumed == -EAGAIN) return resumed;
    // If a driver cannot resume, preparing the device again is as good.
    if (resumed == 0) return 0;
  }
  const int prepared = api_.snd_pcm_prepare(pcm_);
  return prepared < 0 ? prepared : start();
}
