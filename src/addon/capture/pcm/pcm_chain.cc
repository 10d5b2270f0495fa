#include "capture/pcm/pcm_chain.h"

#include <cstdlib>

namespace {

// A line of a link's setup, such as "  channels     : 18".
constexpr const char* CHANNELS = "\n  channels     : ";

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

PcmChain read_chain(const std::string& text, unsigned asked) {
  PcmChain chain;
  const std::string key = CHANNELS;
  for (size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + key.size())) {
    const unsigned long channels = std::strtoul(text.c_str() + at + key.size(), nullptr, 10);
    if (channels == 0 || channels == asked) continue;
    chain.channels = static_cast<unsigned>(channels);
    break;
  }
  // The file plugin, which plays a file into a capture, lies over ALSA's null, but delivers sound.
  chain.silent = has(text, "Null PCM") && !has(text, "File PCM") && !has(text, "Hardware PCM");
  return chain;
}

PcmChain chain_of(const AlsaApi& api, alsa::Pcm* pcm, unsigned asked) {
  alsa::Output* output = nullptr;
  if (api.snd_output_buffer_open(&output) < 0) return {};
  PcmChain chain;
  char* text = nullptr;
  if (api.snd_pcm_dump(pcm, output) >= 0) {
    const size_t length = api.snd_output_buffer_string(output, &text);
    if (text != nullptr) chain = read_chain(std::string(text, length), asked);
  }
  api.snd_output_close(output);
  return chain;
}
