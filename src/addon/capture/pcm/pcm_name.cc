#include "capture/pcm/pcm_name.h"

namespace {

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

}  // namespace

PcmName name_of(const AlsaApi& api, alsa::Pcm* pcm, const std::string& device) {
  PcmName name;
  name.lasting = device;
  alsa::PcmInfo* info = nullptr;
  alsa::CardInfo* card = nullptr;
  alsa::Ctl* control = nullptr;
  api.snd_pcm_info_malloc(&info);
  api.snd_ctl_card_info_malloc(&card);
  const int number = api.snd_pcm_info(pcm, info) < 0 ? -1 : api.snd_pcm_info_get_card(info);
  name.has_card = number >= 0;
  if (name.has_card && api.snd_ctl_open(&control, ("hw:" + std::to_string(number)).c_str(), alsa::OPEN_NONBLOCK) >= 0) {
    if (api.snd_ctl_card_info(control, card) >= 0) {
      name.card = api.snd_ctl_card_info_get_name(card);
      const std::string kind = starts_with(device, "plughw:") ? "plughw" : starts_with(device, "hw:") ? "hw" : "";
      if (!kind.empty()) {
        name.lasting = kind + ":CARD=" + api.snd_ctl_card_info_get_id(card) +
                       ",DEV=" + std::to_string(api.snd_pcm_info_get_device(info));
      }
    }
    api.snd_ctl_close(control);
  }
  api.snd_ctl_card_info_free(card);
  api.snd_pcm_info_free(info);
  return name;
}

std::string plugged(const std::string& device) {
  return starts_with(device, "hw:") ? "plug" + device : "plug:'" + device + "'";
}
