// The part of libasound's stable ABI that capture uses. It is declared here so that the addon builds
// without libasound2-dev and loads without libasound2. `alsa_abi_check.cc` in the tests compares
// every line with the real <alsa/asoundlib.h>.
//
// Functions are called through a table (`AlsaApi`). dlsym fills the real one; a test fills its own, and everything
// above then runs on it. So this table is the seam to the hardware.
#pragma once

#include <cstddef>
#include <ctime>

struct _snd_pcm;
struct _snd_pcm_hw_params;
struct _snd_pcm_sw_params;
struct _snd_pcm_info;
struct _snd_ctl;
struct _snd_output;
struct _snd_ctl_card_info;

namespace alsa {

using Pcm = _snd_pcm;
using HwParams = _snd_pcm_hw_params;
using SwParams = _snd_pcm_sw_params;
using PcmInfo = _snd_pcm_info;
using Ctl = _snd_ctl;
using Output = _snd_output;
using CardInfo = _snd_ctl_card_info;
using Frames = unsigned long;
using SignedFrames = long;
using ErrorHandler = void (*)(const char* file, int line, const char* function, int error, const char* format, ...);

// Where one channel lies in mapped memory; distances in bits.
struct ChannelArea {
  void* address;
  unsigned int first;
  unsigned int step;
};

// Enumerators of ALSA by their ABI values. ALSA's enums are ints here.
constexpr int STREAM_CAPTURE = 1;
constexpr int OPEN_NONBLOCK = 1;
constexpr int ACCESS_MMAP_INTERLEAVED = 0;
constexpr int ACCESS_MMAP_NONINTERLEAVED = 1;
constexpr int ACCESS_RW_INTERLEAVED = 3;
constexpr int FORMAT_S16_LE = 2;
constexpr int FORMAT_S24_LE = 6;
constexpr int FORMAT_S32_LE = 10;
constexpr int FORMAT_FLOAT_LE = 14;
constexpr int FORMAT_S24_3LE = 32;
constexpr int TIMESTAMP_ENABLE = 1;
constexpr int TIMESTAMP_MONOTONIC = 1;

}  // namespace alsa

// clang-format off
#define ALSA_FUNCTIONS(X) \
  X(int, snd_pcm_open, (alsa::Pcm**, const char*, int, int)) \
  X(int, snd_pcm_close, (alsa::Pcm*)) \
  X(int, snd_pcm_info, (alsa::Pcm*, alsa::PcmInfo*)) \
  X(int, snd_pcm_dump, (alsa::Pcm*, alsa::Output*)) \
  X(int, snd_pcm_hw_params, (alsa::Pcm*, alsa::HwParams*)) \
  X(int, snd_pcm_sw_params_current, (alsa::Pcm*, alsa::SwParams*)) \
  X(int, snd_pcm_sw_params, (alsa::Pcm*, alsa::SwParams*)) \
  X(int, snd_pcm_prepare, (alsa::Pcm*)) \
  X(int, snd_pcm_start, (alsa::Pcm*)) \
  X(int, snd_pcm_resume, (alsa::Pcm*)) \
  X(int, snd_pcm_wait, (alsa::Pcm*, int)) \
  X(alsa::SignedFrames, snd_pcm_avail_update, (alsa::Pcm*)) \
  X(int, snd_pcm_htimestamp, (alsa::Pcm*, alsa::Frames*, timespec*)) \
  X(alsa::SignedFrames, snd_pcm_readi, (alsa::Pcm*, void*, alsa::Frames)) \
  X(int, snd_pcm_mmap_begin, (alsa::Pcm*, const alsa::ChannelArea**, alsa::Frames*, alsa::Frames*)) \
  X(alsa::SignedFrames, snd_pcm_mmap_commit, (alsa::Pcm*, alsa::Frames, alsa::Frames)) \
  X(int, snd_pcm_hw_params_malloc, (alsa::HwParams**)) \
  X(void, snd_pcm_hw_params_free, (alsa::HwParams*)) \
  X(int, snd_pcm_hw_params_any, (alsa::Pcm*, alsa::HwParams*)) \
  X(int, snd_pcm_hw_params_test_access, (alsa::Pcm*, alsa::HwParams*, int)) \
  X(int, snd_pcm_hw_params_set_access, (alsa::Pcm*, alsa::HwParams*, int)) \
  X(int, snd_pcm_hw_params_test_format, (alsa::Pcm*, alsa::HwParams*, int)) \
  X(int, snd_pcm_hw_params_set_format, (alsa::Pcm*, alsa::HwParams*, int)) \
  X(int, snd_pcm_hw_params_get_channels_min, (const alsa::HwParams*, unsigned int*)) \
  X(int, snd_pcm_hw_params_get_channels_max, (const alsa::HwParams*, unsigned int*)) \
  X(int, snd_pcm_hw_params_test_channels, (alsa::Pcm*, alsa::HwParams*, unsigned int)) \
  X(int, snd_pcm_hw_params_set_channels, (alsa::Pcm*, alsa::HwParams*, unsigned int)) \
  X(int, snd_pcm_hw_params_get_rate_min, (const alsa::HwParams*, unsigned int*, int*)) \
  X(int, snd_pcm_hw_params_get_rate_max, (const alsa::HwParams*, unsigned int*, int*)) \
  X(int, snd_pcm_hw_params_test_rate, (alsa::Pcm*, alsa::HwParams*, unsigned int, int)) \
  X(int, snd_pcm_hw_params_set_rate, (alsa::Pcm*, alsa::HwParams*, unsigned int, int)) \
  X(int, snd_pcm_hw_params_set_buffer_size_near, (alsa::Pcm*, alsa::HwParams*, alsa::Frames*)) \
  X(int, snd_pcm_hw_params_get_buffer_size, (const alsa::HwParams*, alsa::Frames*)) \
  X(int, snd_pcm_hw_params_set_period_size_near, (alsa::Pcm*, alsa::HwParams*, alsa::Frames*, int*)) \
  X(int, snd_pcm_hw_params_get_period_size, (const alsa::HwParams*, alsa::Frames*, int*)) \
  X(int, snd_pcm_sw_params_malloc, (alsa::SwParams**)) \
  X(void, snd_pcm_sw_params_free, (alsa::SwParams*)) \
  X(int, snd_pcm_sw_params_set_avail_min, (alsa::Pcm*, alsa::SwParams*, alsa::Frames)) \
  X(int, snd_pcm_sw_params_set_tstamp_mode, (alsa::Pcm*, alsa::SwParams*, int)) \
  X(int, snd_pcm_sw_params_set_tstamp_type, (alsa::Pcm*, alsa::SwParams*, int)) \
  X(int, snd_pcm_info_malloc, (alsa::PcmInfo**)) \
  X(void, snd_pcm_info_free, (alsa::PcmInfo*)) \
  X(void, snd_pcm_info_set_device, (alsa::PcmInfo*, unsigned int)) \
  X(void, snd_pcm_info_set_stream, (alsa::PcmInfo*, int)) \
  X(int, snd_pcm_info_get_card, (const alsa::PcmInfo*)) \
  X(unsigned int, snd_pcm_info_get_device, (const alsa::PcmInfo*)) \
  X(const char*, snd_pcm_info_get_id, (const alsa::PcmInfo*)) \
  X(const char*, snd_pcm_info_get_name, (const alsa::PcmInfo*)) \
  X(int, snd_output_buffer_open, (alsa::Output**)) \
  X(size_t, snd_output_buffer_string, (alsa::Output*, char**)) \
  X(int, snd_output_close, (alsa::Output*)) \
  X(int, snd_card_next, (int*)) \
  X(int, snd_ctl_open, (alsa::Ctl**, const char*, int)) \
  X(int, snd_ctl_close, (alsa::Ctl*)) \
  X(int, snd_ctl_card_info, (alsa::Ctl*, alsa::CardInfo*)) \
  X(int, snd_ctl_pcm_next_device, (alsa::Ctl*, int*)) \
  X(int, snd_ctl_pcm_info, (alsa::Ctl*, alsa::PcmInfo*)) \
  X(int, snd_ctl_card_info_malloc, (alsa::CardInfo**)) \
  X(void, snd_ctl_card_info_free, (alsa::CardInfo*)) \
  X(const char*, snd_ctl_card_info_get_id, (const alsa::CardInfo*)) \
  X(const char*, snd_ctl_card_info_get_driver, (const alsa::CardInfo*)) \
  X(const char*, snd_ctl_card_info_get_name, (const alsa::CardInfo*)) \
  X(const char*, snd_ctl_card_info_get_longname, (const alsa::CardInfo*)) \
  X(const char*, snd_strerror, (int)) \
  X(int, snd_lib_error_set_handler, (alsa::ErrorHandler))
// clang-format on

struct AlsaApi {
#define ALSA_POINTER(result, name, parameters) result(*name) parameters = nullptr;
  ALSA_FUNCTIONS(ALSA_POINTER)
#undef ALSA_POINTER
};
