// Compiled, never run: libasound's real header must agree with alsa_abi.h, line by line.
#include <alsa/asoundlib.h>

#include <cstddef>
#include <type_traits>

#include "capture/alsa_abi.h"

namespace {

// What a type is to the calling convention: enums are ints, pointers are pointers, time stamps are themselves.
template <typename T, typename = void>
struct Abi {
  using type = T;
};
template <typename T>
struct Abi<T, std::enable_if_t<std::is_enum_v<T>>> {
  static_assert(sizeof(T) == sizeof(int));
  using type = int;
};
template <typename T>
struct Abi<T*, void> {
  using type = void*;
};
template <typename Result, typename... Parameters>
struct Abi<Result (*)(Parameters...), void> {
  using type = typename Abi<Result>::type (*)(typename Abi<Parameters>::type...);
};
template <typename Real, typename Ours>
constexpr bool same_abi = std::is_same_v<typename Abi<Real>::type, typename Abi<Ours>::type>;

}  // namespace

#define CHECK_FUNCTION(result, name, parameters) \
  static_assert(same_abi<decltype(&::name), decltype(AlsaApi::name)>, #name);
ALSA_FUNCTIONS(CHECK_FUNCTION)

static_assert(std::is_same_v<snd_pcm_t, alsa::Pcm> && std::is_same_v<snd_pcm_hw_params_t, alsa::HwParams>);
static_assert(std::is_same_v<snd_pcm_sw_params_t, alsa::SwParams> && std::is_same_v<snd_pcm_info_t, alsa::PcmInfo>);
static_assert(std::is_same_v<snd_ctl_t, alsa::Ctl> && std::is_same_v<snd_ctl_card_info_t, alsa::CardInfo>);
static_assert(sizeof(snd_pcm_channel_area_t) == sizeof(alsa::ChannelArea));
static_assert(offsetof(snd_pcm_channel_area_t, addr) == offsetof(alsa::ChannelArea, address));
static_assert(offsetof(snd_pcm_channel_area_t, first) == offsetof(alsa::ChannelArea, first));
static_assert(offsetof(snd_pcm_channel_area_t, step) == offsetof(alsa::ChannelArea, step));
static_assert(SND_PCM_STREAM_CAPTURE == alsa::STREAM_CAPTURE && SND_PCM_NONBLOCK == alsa::OPEN_NONBLOCK);
static_assert(SND_PCM_ACCESS_MMAP_INTERLEAVED == alsa::ACCESS_MMAP_INTERLEAVED);
static_assert(SND_PCM_ACCESS_MMAP_NONINTERLEAVED == alsa::ACCESS_MMAP_NONINTERLEAVED);
static_assert(SND_PCM_ACCESS_RW_INTERLEAVED == alsa::ACCESS_RW_INTERLEAVED);
static_assert(SND_PCM_FORMAT_S16_LE == alsa::FORMAT_S16_LE && SND_PCM_FORMAT_S24_LE == alsa::FORMAT_S24_LE);
static_assert(SND_PCM_FORMAT_S32_LE == alsa::FORMAT_S32_LE && SND_PCM_FORMAT_FLOAT_LE == alsa::FORMAT_FLOAT_LE);
static_assert(SND_PCM_FORMAT_S24_3LE == alsa::FORMAT_S24_3LE);
static_assert(SND_PCM_TSTAMP_ENABLE == alsa::TIMESTAMP_ENABLE);
static_assert(SND_PCM_TSTAMP_TYPE_MONOTONIC == alsa::TIMESTAMP_MONOTONIC);
