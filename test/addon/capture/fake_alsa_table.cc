// The function table of the simulated card.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "fake_pcm.h"

namespace {

using namespace fake;

bool holds(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

template <typename T>
int make(T** out) {
  *out = new T{};
  return 0;
}
template <typename T>
void drop(T* object) {
  delete object;
}

AlsaApi table() {
  AlsaApi api;
  using HwParams = _snd_pcm_hw_params;
  using Pcm = _snd_pcm;
  api.snd_pcm_open = open_pcm;
  api.snd_pcm_close = close_pcm;
  api.snd_pcm_info = [](Pcm* pcm, _snd_pcm_info* info) { return info->card = pcm->card->null ? -1 : pcm->card->number, 0; };
  api.snd_pcm_dump = dump;
  api.snd_output_buffer_open = make<_snd_output>;
  api.snd_output_buffer_string = [](_snd_output* output, char** text) { return *text = output->text.data(), output->text.size(); };
  api.snd_output_close = [](_snd_output* output) { return drop(output), 0; };
  api.snd_pcm_hw_params = configure;
  api.snd_pcm_sw_params_current = [](Pcm*, _snd_pcm_sw_params*) { return 0; };
  api.snd_pcm_sw_params = [](Pcm* pcm, _snd_pcm_sw_params* params) { return pcm->avail_min = params->avail_min, 0; };
  api.snd_pcm_prepare = prepare;
  api.snd_pcm_start = start;
  api.snd_pcm_resume = resume;
  api.snd_pcm_wait = wait;
  api.snd_pcm_avail_update = avail_update;
  api.snd_pcm_htimestamp = htimestamp;
  api.snd_pcm_readi = readi;
  api.snd_pcm_mmap_begin = mmap_begin;
  api.snd_pcm_mmap_commit = mmap_commit;
  api.snd_pcm_hw_params_malloc = make<HwParams>;
  api.snd_pcm_hw_params_free = drop<HwParams>;
  api.snd_pcm_hw_params_any = [](Pcm* pcm, HwParams* params) { return params->card = pcm->card, params->plugged = pcm->plugged, 0; };
  api.snd_pcm_hw_params_test_access = [](Pcm*, HwParams* params, int value) { return holds(params->card->accesses, value) ? 0 : -EINVAL; };
  api.snd_pcm_hw_params_set_access = [](Pcm*, HwParams* params, int value) { return params->access = value, 0; };
  api.snd_pcm_hw_params_test_format = [](Pcm*, HwParams* params, int value) { return holds(params->card->formats, value) ? 0 : -EINVAL; };
  api.snd_pcm_hw_params_set_format = [](Pcm*, HwParams* params, int value) { return params->format = value, 0; };
  api.snd_pcm_hw_params_get_channels_min = [](const HwParams* params, unsigned* value) { return *value = params->plugged ? 1 : params->card->min_channels, 0; };
  api.snd_pcm_hw_params_get_channels_max = [](const HwParams* params, unsigned* value) { return *value = params->plugged ? 10'000 : params->card->max_channels, 0; };
  api.snd_pcm_hw_params_test_channels = [](Pcm*, HwParams* params, unsigned value) {
    const bool offered = value >= params->card->min_channels && value <= params->card->max_channels;
    return params->plugged || offered ? 0 : -EINVAL;
  };
  api.snd_pcm_hw_params_set_channels = [](Pcm*, HwParams* params, unsigned value) { return params->channels = value, 0; };
  api.snd_pcm_hw_params_get_rate_min = [](const HwParams* params, unsigned* value, int*) { return *value = params->card->rates.front(), 0; };
  api.snd_pcm_hw_params_get_rate_max = [](const HwParams* params, unsigned* value, int*) { return *value = params->card->rates.back(), 0; };
  api.snd_pcm_hw_params_test_rate = [](Pcm*, HwParams* params, unsigned value, int) {
    const auto& rates = params->card->rates;
    return std::find(rates.begin(), rates.end(), value) != rates.end() ? 0 : -EINVAL;
  };
  api.snd_pcm_hw_params_set_rate = [](Pcm*, HwParams* params, unsigned value, int) { return params->rate = value, 0; };
  api.snd_pcm_hw_params_set_buffer_size_near = [](Pcm*, HwParams* params, alsa::Frames* value) {
    return params->buffer = *value = std::min(*value, params->card->max_buffer), 0;
  };
  api.snd_pcm_hw_params_get_buffer_size = [](const HwParams* params, alsa::Frames* value) { return *value = params->buffer, 0; };
  api.snd_pcm_hw_params_set_period_size_near = [](Pcm*, HwParams* params, alsa::Frames* value, int*) {
    return params->period = *value = std::max(*value, params->card->min_period), 0;
  };
  api.snd_pcm_hw_params_get_period_size = [](const HwParams* params, alsa::Frames* value, int*) { return *value = params->period, 0; };
  api.snd_pcm_sw_params_malloc = make<_snd_pcm_sw_params>;
  api.snd_pcm_sw_params_free = drop<_snd_pcm_sw_params>;
  api.snd_pcm_sw_params_set_avail_min = [](Pcm*, _snd_pcm_sw_params* params, alsa::Frames value) { return params->avail_min = value, 0; };
  api.snd_pcm_sw_params_set_tstamp_mode = [](Pcm*, _snd_pcm_sw_params*, int) { return 0; };
  api.snd_pcm_sw_params_set_tstamp_type = [](Pcm*, _snd_pcm_sw_params*, int) { return 0; };
  api.snd_pcm_info_malloc = make<_snd_pcm_info>;
  api.snd_pcm_info_free = drop<_snd_pcm_info>;
  api.snd_pcm_info_set_device = [](_snd_pcm_info* info, unsigned value) { info->device = value; };
  api.snd_pcm_info_set_stream = [](_snd_pcm_info*, int) {};
  api.snd_pcm_info_get_card = [](const _snd_pcm_info* info) { return info->card; };
  api.snd_pcm_info_get_device = [](const _snd_pcm_info* info) { return info->device; };
  api.snd_pcm_info_get_id = [](const _snd_pcm_info*) { return "USB Audio"; };
  api.snd_pcm_info_get_name = [](const _snd_pcm_info*) { return "USB Audio #0"; };
  api.snd_card_next = [](int* number) {
    Guard guard(world->lock);
    int next = -1;
    for (const FakeCard& card : world->cards) {
      if (there(card) && card.number > *number && (next < 0 || card.number < next)) next = card.number;
    }
    *number = next;
    return 0;
  };
  api.snd_ctl_open = [](_snd_ctl** out, const char* name, int) {
    Guard guard(world->lock);
    const FakeCard* card = card_named(name);
    if (card == nullptr) return -ENODEV;
    *out = new _snd_ctl{card};
    return 0;
  };
  api.snd_ctl_close = [](_snd_ctl* control) { return drop(control), 0; };
  api.snd_ctl_card_info = [](_snd_ctl* control, _snd_ctl_card_info* info) {
    Guard guard(world->lock);
    info->id = control->card->id;
    info->name = control->card->name;
    info->driver = control->card->driver;
    return 0;
  };
  api.snd_ctl_pcm_next_device = [](_snd_ctl*, int* device) { return *device = *device < 0 ? 0 : -1, 0; };
  api.snd_ctl_pcm_info = [](_snd_ctl* control, _snd_pcm_info*) { return control->card->max_channels == 0 ? -ENOENT : 0; };
  api.snd_ctl_card_info_malloc = make<_snd_ctl_card_info>;
  api.snd_ctl_card_info_free = drop<_snd_ctl_card_info>;
  api.snd_ctl_card_info_get_id = [](const _snd_ctl_card_info* info) { return info->id.c_str(); };
  api.snd_ctl_card_info_get_driver = [](const _snd_ctl_card_info* info) { return info->driver.c_str(); };
  api.snd_ctl_card_info_get_name = [](const _snd_ctl_card_info* info) { return info->name.c_str(); };
  api.snd_ctl_card_info_get_longname = [](const _snd_ctl_card_info* info) { return info->name.c_str(); };
  api.snd_strerror = [](int error) { return const_cast<const char*>(std::strerror(-error)); };
  api.snd_lib_error_set_handler = [](alsa::ErrorHandler) { return 0; };
  return api;
}

}  // namespace

const AlsaApi& fake_alsa() {
  static const AlsaApi api = table();
  return api;
}
