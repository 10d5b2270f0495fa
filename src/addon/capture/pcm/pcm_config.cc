#include "capture/pcm/pcm_config.h"

#include <algorithm>

#include "capture/pcm/pcm_chain.h"
#include "capture/pcm/pcm_name.h"
#include "capture/ring_layout.h"

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

// A device that offers more channels than this accepts any number.
constexpr unsigned MOST_CHANNELS = 1024;

// Hardware parameters that free themselves.
struct HwParamsHolder {
  const AlsaApi& api;
  alsa::HwParams* params = nullptr;
  explicit HwParamsHolder(const AlsaApi& table) : api(table) { api.snd_pcm_hw_params_malloc(&params); }
  ~HwParamsHolder() { api.snd_pcm_hw_params_free(params); }
};

// One negotiation; it narrows the hardware parameters step by step.
class Negotiation {
 public:
  Negotiation(const AlsaApi& api, alsa::Pcm* pcm, const PcmRequest& request, bool has_card, PcmConfig& config)
      : api_(api),
        pcm_(pcm),
        request_(request),
        has_card_(has_card),
        config_(config),
        holder_(api),
        params_(holder_.params) {}

  bool run(PcmFault& fault);

 private:
  bool choose_rate(PcmFault& fault);
  void choose_access();
  void choose_format();
  bool choose_channels();
  void choose_buffer();

  const AlsaApi& api_;
  alsa::Pcm* const pcm_;
  const PcmRequest& request_;
  const bool has_card_;
  PcmConfig& config_;
  const HwParamsHolder holder_;
  alsa::HwParams* const params_;
};

bool Negotiation::run(PcmFault& fault) {
  if (api_.snd_pcm_hw_params_any(pcm_, params_) < 0) {
    fault = {"alsa-open", request_.device + " has no usable configuration for capture"};
    return false;
  }
  if (!choose_rate(fault)) return false;
  choose_access();
  choose_format();
  if (config_.access < 0 || config_.format == nullptr || !choose_channels()) {
    fault = {"alsa-format", request_.device + " offers none of S32_LE, S24_3LE, S24_LE, FLOAT_LE, S16_LE in 1 to 64 " +
                                "channels: " + plugged(request_.device) + " converts"};
    return false;
  }
  choose_buffer();
  const int error = api_.snd_pcm_hw_params(pcm_, params_);
  if (error < 0) {
    fault = {"alsa-format", request_.device + " refuses its own configuration: " + api_.snd_strerror(error)};
    return false;
  }
  api_.snd_pcm_hw_params_get_period_size(params_, &config_.period, nullptr);
  api_.snd_pcm_hw_params_get_buffer_size(params_, &config_.buffer);
  return true;
}

bool Negotiation::choose_rate(PcmFault& fault) {
  for (const unsigned rate : {48'000u, 44'100u}) {
    if (request_.sample_rate != 0 && request_.sample_rate != rate) continue;
    if (api_.snd_pcm_hw_params_test_rate(pcm_, params_, rate, 0) != 0) continue;
    if (api_.snd_pcm_hw_params_set_rate(pcm_, params_, rate, 0) < 0) continue;
    config_.rate = rate;
    return true;
  }
  unsigned least = 0;
  unsigned most = 0;
  api_.snd_pcm_hw_params_get_rate_min(params_, &least, nullptr);
  api_.snd_pcm_hw_params_get_rate_max(params_, &most, nullptr);
  const std::string offered = (least == most ? "" : std::to_string(least) + " to ") + std::to_string(most);
  const std::string wanted = request_.sample_rate != 0 ? std::to_string(request_.sample_rate) : "48000 or 44100";
  fault = {"alsa-rate", request_.device + " runs at " + offered + " Hz, the box at " + wanted +
                            " Hz: set the card to 48 kHz, or let ALSA convert with --source=alsa:" +
                            plugged(request_.device)};
  return false;
}

// A device without hardware is read, never mapped: if it delivered nothing, old memory content would be heard.
void Negotiation::choose_access() {
  for (const bool read_only : {!has_card_, false}) {
    for (const Access& access : ACCESSES) {
      if (config_.access >= 0) return;
      const bool fits = request_.access.empty() ? !read_only || access.alsa == alsa::ACCESS_RW_INTERLEAVED
                                                : request_.access == access.name;
      if (!fits) continue;
      if (api_.snd_pcm_hw_params_test_access(pcm_, params_, access.alsa) != 0) continue;
      if (api_.snd_pcm_hw_params_set_access(pcm_, params_, access.alsa) >= 0) config_.access = access.alsa;
    }
  }
}

void Negotiation::choose_format() {
  for (const SampleFormat& format : SAMPLE_FORMATS) {
    if (!request_.format.empty() && request_.format != format.name) continue;
    if (api_.snd_pcm_hw_params_test_format(pcm_, params_, format.alsa) != 0) continue;
    if (api_.snd_pcm_hw_params_set_format(pcm_, params_, format.alsa) < 0) continue;
    config_.format = &format;
    return;
  }
}

// Chooses as many channels as requested or offered, at most 64. If there is no such configuration, it
// takes the next smaller one. If there is none either (some cards of more than 64), it takes the next
// larger, of which the first 64 are used.
bool Negotiation::choose_channels() {
  unsigned least = 0;
  unsigned most = 0;
  if (api_.snd_pcm_hw_params_get_channels_min(params_, &least) < 0) return false;
  if (api_.snd_pcm_hw_params_get_channels_max(params_, &most) < 0) return false;
  constexpr unsigned ours = ring_layout::MAX_CHANNELS;
  const unsigned limit = request_.channels == 0               ? ours
                         : request_.channels == MOST_CHANNELS ? MOST_CHANNELS
                                                              : std::min(request_.channels, ours);
  const unsigned wanted = std::clamp(limit, least, most);
  const auto take = [&](unsigned channels) {
    if (api_.snd_pcm_hw_params_test_channels(pcm_, params_, channels) != 0) return false;
    config_.channels = channels;
    return api_.snd_pcm_hw_params_set_channels(pcm_, params_, channels) >= 0;
  };
  for (unsigned channels = wanted; channels >= std::max(least, 1u); channels--) {
    if (take(channels)) return true;
  }
  for (unsigned channels = wanted + 1; channels <= std::min(most, MOST_CHANNELS); channels++) {
    if (take(channels)) return true;
  }
  return false;
}

void Negotiation::choose_buffer() {
  alsa::Frames buffer = static_cast<alsa::Frames>(request_.period_frames) * WANTED_PERIODS;
  api_.snd_pcm_hw_params_set_buffer_size_near(pcm_, params_, &buffer);
  const alsa::Frames most = std::max<alsa::Frames>(buffer / LEAST_PERIODS, 1);
  alsa::Frames period = std::min<alsa::Frames>(request_.period_frames, most);
  api_.snd_pcm_hw_params_set_period_size_near(pcm_, params_, &period, nullptr);
}

}  // namespace

const char* PcmConfig::access_name() const {
  for (const Access& each : ACCESSES) {
    if (each.alsa == access) return each.name;
  }
  return "";
}

bool negotiate(const AlsaApi& api, alsa::Pcm* pcm, const PcmRequest& request, bool has_card, PcmConfig& config,
               PcmFault& fault) {
  return Negotiation(api, pcm, request, has_card, config).run(fault);
}

bool offers_any_channels(const AlsaApi& api, alsa::Pcm* pcm) {
  HwParamsHolder holder(api);
  unsigned most = 0;
  return api.snd_pcm_hw_params_any(pcm, holder.params) >= 0 &&
         api.snd_pcm_hw_params_get_channels_max(holder.params, &most) >= 0 && most > MOST_CHANNELS;
}

unsigned channels_underneath(const AlsaApi& api, alsa::Pcm* pcm, PcmRequest request, bool has_card) {
  request.channels = MOST_CHANNELS;
  PcmConfig widest;
  PcmFault ignored;
  return negotiate(api, pcm, request, has_card, widest, ignored) ? chain_of(api, pcm, MOST_CHANNELS).channels : 0;
}
