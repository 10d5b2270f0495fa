#include "capture/card_list.h"

#include <dirent.h>

#include <fstream>

namespace {

// USB class of video functions.
constexpr const char* USB_CLASS_VIDEO = "0e";

std::string first_word(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

// /sys/class/sound/cardN/device is the card's own USB interface (1-2:1.0). Its parent is the USB device, whose other
// interfaces (1-2:1.2 …) lie beside it, each with its class.
bool has_video_sibling(const std::string& sysfs, int number) {
  const std::string parent = sysfs + "/class/sound/card" + std::to_string(number) + "/device/..";
  DIR* directory = opendir(parent.c_str());
  if (directory == nullptr) return false;
  bool found = false;
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] == '.') continue;
    found = found || first_word(parent + "/" + entry->d_name + "/bInterfaceClass") == USB_CLASS_VIDEO;
  }
  closedir(directory);
  return found;
}

void ask_inputs_of(const AlsaApi& api, const std::string& card, CaptureDeviceFacts& facts) {
  const std::string name = "hw:CARD=" + card + ",DEV=" + std::to_string(facts.device);
  alsa::Pcm* pcm = nullptr;
  const int opened = api.snd_pcm_open(&pcm, name.c_str(), alsa::STREAM_CAPTURE, alsa::OPEN_NONBLOCK);
  if (opened < 0) {
    facts.problem = api.snd_strerror(opened);
    return;
  }
  alsa::HwParams* params = nullptr;
  api.snd_pcm_hw_params_malloc(&params);
  if (api.snd_pcm_hw_params_any(pcm, params) < 0 ||
      api.snd_pcm_hw_params_get_channels_max(params, &facts.inputs) < 0) {
    facts.inputs = 0;
    facts.problem = "no usable configuration";
  }
  api.snd_pcm_hw_params_free(params);
  api.snd_pcm_close(pcm);
}

void list_devices(const AlsaApi& api, alsa::Ctl* control, bool ask_inputs, CardFacts& card) {
  alsa::PcmInfo* info = nullptr;
  api.snd_pcm_info_malloc(&info);
  int device = -1;
  while (api.snd_ctl_pcm_next_device(control, &device) >= 0 && device >= 0) {
    api.snd_pcm_info_set_device(info, static_cast<unsigned>(device));
    api.snd_pcm_info_set_stream(info, alsa::STREAM_CAPTURE);
    // Fails for a device that can only play.
    if (api.snd_ctl_pcm_info(control, info) < 0) continue;
    CaptureDeviceFacts facts;
    facts.device = device;
    facts.id = api.snd_pcm_info_get_id(info);
    facts.name = api.snd_pcm_info_get_name(info);
    if (ask_inputs) ask_inputs_of(api, card.id, facts);
    card.capture.push_back(facts);
  }
  api.snd_pcm_info_free(info);
}

}  // namespace

std::vector<CardFacts> list_cards(const AlsaApi& api, bool ask_inputs, const std::string& sysfs) {
  std::vector<CardFacts> cards;
  alsa::CardInfo* info = nullptr;
  api.snd_ctl_card_info_malloc(&info);
  int number = -1;
  while (api.snd_card_next(&number) >= 0 && number >= 0) {
    alsa::Ctl* control = nullptr;
    // A card that vanished between the two calls is skipped.
    if (api.snd_ctl_open(&control, ("hw:" + std::to_string(number)).c_str(), alsa::OPEN_NONBLOCK) < 0) continue;
    if (api.snd_ctl_card_info(control, info) >= 0) {
      CardFacts card;
      card.number = number;
      card.id = api.snd_ctl_card_info_get_id(info);
      card.driver = api.snd_ctl_card_info_get_driver(info);
      card.name = api.snd_ctl_card_info_get_name(info);
      card.long_name = api.snd_ctl_card_info_get_longname(info);
      card.has_video = has_video_sibling(sysfs, number);
      list_devices(api, control, ask_inputs, card);
      cards.push_back(card);
    }
    api.snd_ctl_close(control);
  }
  api.snd_ctl_card_info_free(info);
  return cards;
}
