#include "capture/pcm_device.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "capture/pcm_chain.h"
#include "capture/ring_layout.h"
#include "capture/ring_writer.h"

namespace {

struct Access {
  int alsa;
  const char* name;
};
// In order of preference: mapped memory saves one copy.
constexpr Access ACCESSES[] = {{alsa::ACCESS_MMAP_INTERLEAVED, "mmap-interleaved"},
                               {alsa::ACCESS_MMAP_NONINTERLEAVED, "mmap-noninterleaved"},
                               {alsa::ACCESS_RW_INTERLEAVED, "readi"}};

// The buffer adds no latency, because each period wakes the thread. It decides how
// late the thread may be without an xrun.
constexpr unsigned WANTED_PERIODS = 16;
constexpr unsigned LEAST_PERIODS = 4;
// A time stamp further from now than this comes from another clock, or is missing.
constexpr double PLAUSIBLE_STAMP_MS = 1000;

// A device that offers more channels than this accepts any number.
constexpr unsigned MOST_CHANNELS = 1024;
// Used for a device that accepts any number and has no device under it to ask.
constexpr unsigned CHANNELS_OF_ANY = 2;

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

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

// The same device behind ALSA's converting plugin.
std::string plugged(const std::string& device) {
  return starts_with(device, "hw:") ? "plug" + device : "plug:'" + device + "'";
}

// Hardware parameters that free themselves.
struct HwParamsHolder {
  const AlsaApi& api;
  alsa::HwParams* params = nullptr;
  explicit HwParamsHolder(const AlsaApi& table) : api(table) { api.snd_pcm_hw_params_malloc(&params); }
  ~HwParamsHolder() { api.snd_pcm_hw_params_free(params); }
};

}  // namespace

std::unique_ptr<PcmDevice> PcmDevice::open(const AlsaApi& api, const PcmRequest& request, PcmFault& fault) {
  std::unique_ptr<PcmDevice> device = open_named(api, request.device, fault);
  if (!device) return nullptr;
  PcmRequest asked = request;
  std::string note;
  if (asked.channels == 0 && device->offers_any_channels()) {
    asked.channels = device->channels_underneath(asked);
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
  if (!device->negotiate(asked, fault)) return nullptr;
  const int prepared = device->set_software();
  if (prepared < 0) {
    fault = open_fault(api, asked.device, prepared);
    return nullptr;
  }
  device->silent_ = !device->has_card_ && chain_of(api, device->pcm_, device->channels_).silent;
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
  device->find_card(name);
  return device;
}

PcmDevice::~PcmDevice() { api_.snd_pcm_close(pcm_); }

const char* PcmDevice::access_name() const {
  for (const Access& access : ACCESSES) {
    if (access.alsa == access_) return access.name;
  }
  return "";
}

bool PcmDevice::negotiate(const PcmRequest& request, PcmFault& fault) {
  HwParamsHolder holder(api_);
  alsa::HwParams* const params = holder.params;
  if (api_.snd_pcm_hw_params_any(pcm_, params) < 0) {
    fault = {"alsa-open", request.device + " has no usable configuration for capture"};
    return false;
  }
  if (!choose_rate(request, params, fault)) return false;
  choose_access(request, params);
  choose_format(request, params);
  if (access_ < 0 || format_ == nullptr || !choose_channels(request, params)) {
    fault = {"alsa-format", request.device + " offers none of S32_LE, S24_3LE, S24_LE, FLOAT_LE, S16_LE in 1 to 64 " +
                                "channels: " + plugged(request.device) + " converts"};
    return false;
  }
  choose_buffer(request, params);
  const int error = api_.snd_pcm_hw_params(pcm_, params);
  if (error < 0) {
    fault = {"alsa-format", request.device + " refuses its own configuration: " + api_.snd_strerror(error)};
    return false;
  }
  api_.snd_pcm_hw_params_get_period_size(params, &period_, nullptr);
  api_.snd_pcm_hw_params_get_buffer_size(params, &buffer_);
  if (access_ == alsa::ACCESS_RW_INTERLEAVED) {
    raw_frames_ = MAX_PUBLISH_FRAMES;
    raw_.resize(static_cast<size_t>(raw_frames_) * channels_ * format_->bytes);
  }
  return true;
}

// A device without hardware is read, never mapped: if it delivered nothing, old memory content would be heard.
void PcmDevice::choose_access(const PcmRequest& request, alsa::HwParams* params) {
  for (const bool read_only : {!has_card_, false}) {
    for (const Access& access : ACCESSES) {
      if (access_ >= 0) return;
      if (request.access.empty() ? read_only && access.alsa != alsa::ACCESS_RW_INTERLEAVED : request.access != access.name) continue;
      if (api_.snd_pcm_hw_params_test_access(pcm_, params, access.alsa) != 0) continue;
      if (api_.snd_pcm_hw_params_set_access(pcm_, params, access.alsa) >= 0) access_ = access.alsa;
    }
  }
}

void PcmDevice::choose_format(const PcmRequest& request, alsa::HwParams* params) {
  for (const SampleFormat& format : SAMPLE_FORMATS) {
    if (!request.format.empty() && request.format != format.name) continue;
    if (api_.snd_pcm_hw_params_test_format(pcm_, params, format.alsa) != 0) continue;
    if (api_.snd_pcm_hw_params_set_format(pcm_, params, format.alsa) < 0) continue;
    format_ = &format;
    return;
  }
}

// True for a converting plugin or a device without hardware: no card has so many inputs.
bool PcmDevice::offers_any_channels() const {
  HwParamsHolder holder(api_);
  unsigned most = 0;
  return api_.snd_pcm_hw_params_any(pcm_, holder.params) >= 0 &&
         api_.snd_pcm_hw_params_get_channels_max(holder.params, &most) >= 0 && most > MOST_CHANNELS;
}

// For a device that accepts any number of channels: the inputs of the device that it converts from; further channels
// are mostly copies. Configures it as widely as possible, and finds where the chain becomes narrower. 0 if it does not.
unsigned PcmDevice::channels_underneath(PcmRequest request) {
  request.channels = MOST_CHANNELS;
  PcmFault ignored;
  return negotiate(request, ignored) ? chain_of(api_, pcm_, MOST_CHANNELS).channels : 0;
}

bool PcmDevice::choose_rate(const PcmRequest& request, alsa::HwParams* params, PcmFault& fault) {
  for (const unsigned rate : {48'000u, 44'100u}) {
    if (request.sample_rate != 0 && request.sample_rate != rate) continue;
    if (api_.snd_pcm_hw_params_test_rate(pcm_, params, rate, 0) != 0) continue;
    if (api_.snd_pcm_hw_params_set_rate(pcm_, params, rate, 0) < 0) continue;
    rate_ = rate;
    return true;
  }
  unsigned least = 0;
  unsigned most = 0;
  api_.snd_pcm_hw_params_get_rate_min(params, &least, nullptr);
  api_.snd_pcm_hw_params_get_rate_max(params, &most, nullptr);
  const std::string offered = least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  const std::string wanted = request.sample_rate != 0 ? std::to_string(request.sample_rate) : "48000 or 44100";
  fault = {"alsa-rate", request.device + " runs at " + offered + " Hz, the box at " + wanted +
                            " Hz: set the card to 48 kHz, or let ALSA convert with --source=alsa:" +
                            plugged(request.device)};
  return false;
}

// Chooses as many channels as requested or offered, at most 64. If there is no such configuration, it
// takes the next smaller one. If there is none either (some cards of more than 64), it takes the next
// larger, of which the first 64 are used.
bool PcmDevice::choose_channels(const PcmRequest& request, alsa::HwParams* params) {
  unsigned least = 0;
  unsigned most = 0;
  if (api_.snd_pcm_hw_params_get_channels_min(params, &least) < 0) return false;
  if (api_.snd_pcm_hw_params_get_channels_max(params, &most) < 0) return false;
  constexpr unsigned ours = ring_layout::MAX_CHANNELS;
  const unsigned limit = request.channels == 0 ? ours : request.channels == MOST_CHANNELS ? MOST_CHANNELS : std::min(request.channels, ours);
  const unsigned wanted = std::clamp(limit, least, most);
  const auto take = [&](unsigned channels) {
    if (api_.snd_pcm_hw_params_test_channels(pcm_, params, channels) != 0) return false;
    channels_ = channels;
    return api_.snd_pcm_hw_params_set_channels(pcm_, params, channels) >= 0;
  };
  for (unsigned channels = wanted; channels >= std::max(least, 1u); channels--) {
    if (take(channels)) return true;
  }
  for (unsigned channels = wanted + 1; channels <= std::min(most, MOST_CHANNELS); channels++) {
    if (take(channels)) return true;
  }
  return false;
}

void PcmDevice::choose_buffer(const PcmRequest& request, alsa::HwParams* params) {
  alsa::Frames buffer = static_cast<alsa::Frames>(request.period_frames) * WANTED_PERIODS;
  api_.snd_pcm_hw_params_set_buffer_size_near(pcm_, params, &buffer);
  alsa::Frames period = std::min<alsa::Frames>(request.period_frames, std::max<alsa::Frames>(buffer / LEAST_PERIODS, 1));
  api_.snd_pcm_hw_params_set_period_size_near(pcm_, params, &period, nullptr);
}

int PcmDevice::set_software() {
  alsa::SwParams* params = nullptr;
  api_.snd_pcm_sw_params_malloc(&params);
  int error = api_.snd_pcm_sw_params_current(pcm_, params);
  if (error >= 0) error = api_.snd_pcm_sw_params_set_avail_min(pcm_, params, period_);
  // Not every plugin supports these; `ready` then computes the time itself.
  api_.snd_pcm_sw_params_set_tstamp_mode(pcm_, params, alsa::TIMESTAMP_ENABLE);
  api_.snd_pcm_sw_params_set_tstamp_type(pcm_, params, alsa::TIMESTAMP_MONOTONIC);
  if (error >= 0) error = api_.snd_pcm_sw_params(pcm_, params);
  api_.snd_pcm_sw_params_free(params);
  return error < 0 ? error : api_.snd_pcm_prepare(pcm_);
}

void PcmDevice::find_card(const std::string& device) {
  name_ = device;
  alsa::PcmInfo* info = nullptr;
  alsa::CardInfo* card = nullptr;
  alsa::Ctl* control = nullptr;
  api_.snd_pcm_info_malloc(&info);
  api_.snd_ctl_card_info_malloc(&card);
  const int number = api_.snd_pcm_info(pcm_, info) < 0 ? -1 : api_.snd_pcm_info_get_card(info);
  has_card_ = number >= 0;
  if (has_card_ && api_.snd_ctl_open(&control, ("hw:" + std::to_string(number)).c_str(), alsa::OPEN_NONBLOCK) >= 0) {
    if (api_.snd_ctl_card_info(control, card) >= 0) {
      card_name_ = api_.snd_ctl_card_info_get_name(card);
      const std::string kind = starts_with(device, "plughw:") ? "plughw" : starts_with(device, "hw:") ? "hw" : "";
      if (!kind.empty()) {
        name_ = kind + ":CARD=" + api_.snd_ctl_card_info_get_id(card) +
                ",DEV=" + std::to_string(api_.snd_pcm_info_get_device(info));
      }
    }
    api_.snd_ctl_close(control);
  }
  api_.snd_ctl_card_info_free(card);
  api_.snd_pcm_info_free(info);
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
  return {frames, std::min(now_ms, stamp_ms + since * 1e3 / rate_)};
}

void PcmDevice::convert(const uint8_t* first, size_t step, float* lane, size_t frames) const {
  if (silent_) {
    std::memset(lane, 0, frames * sizeof(float));
  } else {
    format_->convert(first, step, lane, frames);
  }
}

long PcmDevice::read(unsigned frames, unsigned channels, float* lane0, size_t lane_stride, const std::atomic<bool>& given_up) {
  if (access_ != alsa::ACCESS_RW_INTERLEAVED) return read_mapped(frames, channels, lane0, lane_stride, given_up);
  const size_t step = static_cast<size_t>(channels_) * format_->bytes;
  const unsigned asked = std::min(frames, raw_frames_);
  // Some plugins (a file at its end) report that they filled the buffer, but did not.
  if (!has_card_) std::memset(raw_.data(), 0, asked * step);
  const long got = std::min<long>(api_.snd_pcm_readi(pcm_, raw_.data(), asked), asked);
  if (given_up) return -ECANCELED;
  for (unsigned channel = 0; got > 0 && channel < channels; channel++) {
    convert(raw_.data() + channel * format_->bytes, step, lane0 + channel * lane_stride, static_cast<size_t>(got));
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
