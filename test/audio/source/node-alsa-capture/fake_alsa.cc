#include "fake_alsa.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include "ring_layout.h"

FakeWorld* world = nullptr;

struct _snd_pcm_hw_params {
  const FakeCard* card = nullptr;
  bool plugged = false;
  int access = -1, format = -1;
  unsigned channels = 0, rate = 0;
  alsa::Frames buffer = 0, period = 0;
};
struct _snd_pcm_sw_params {
  alsa::Frames avail_min = 1;
};
struct _snd_pcm_info {
  int card = -1;
  unsigned device = 0;
};
struct _snd_ctl {
  const FakeCard* card;
};
struct _snd_ctl_card_info {
  std::string id, name, driver;
};
struct _snd_pcm {
  FakeCard* card;
  // With ALSA's converting plugin before it, which offers any number of channels.
  bool plugged = false;
  _snd_pcm_hw_params set;
  alsa::Frames avail_min = 1;
  bool running = false, dead = false;
  int resume_again = 0, resume_result = 0;
  int state_error = 0;
  // World index of the first frame since the start, and frames taken since.
  uint64_t start = 0, taken = 0;
  std::vector<uint8_t> memory;
  std::vector<alsa::ChannelArea> areas;
};

FakeWorld::FakeWorld() { world = this; }

void FakeWorld::pass_until(double ms) {
  if (ms > now_.load()) now_.store(ms);
  // A real reader has all the time in the world between two periods; give it some.
  while (const int32_t* header = ring_header.load()) {
    const int32_t written = __atomic_load_n(header + ring_layout::RING_WORD_WRITE_POS, __ATOMIC_ACQUIRE);
    const int32_t read = __atomic_load_n(header + ring_layout::RING_WORD_READ_POS, __ATOMIC_ACQUIRE);
    if (static_cast<int32_t>(static_cast<uint32_t>(written) - static_cast<uint32_t>(read)) < 4096) break;
    std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
}

void FakeWorld::sleep_until_ms(double deadline_ms) {
  std::this_thread::sleep_for(std::chrono::microseconds(5));
  pass_until(deadline_ms);
}

double FakeWorld::sample(unsigned channel, uint64_t index) const {
  if (counting) {
    const int32_t value = static_cast<int32_t>((index * 64 + channel) * 2654435761u) >> 8;
    return value / 8388608.0;
  }
  return 0.5 * std::cos(static_cast<double>(index) * 0.002 + channel);
}

namespace {

using Guard = std::lock_guard<std::recursive_mutex>;

unsigned bytes_of(int format) {
  return format == alsa::FORMAT_S16_LE ? 2 : format == alsa::FORMAT_S24_3LE ? 3 : 4;
}

void encode(int format, double sample, uint8_t* out) {
  if (format == alsa::FORMAT_FLOAT_LE) {
    const float value = static_cast<float>(sample);
    std::memcpy(out, &value, 4);
    return;
  }
  const int bits = format == alsa::FORMAT_S16_LE ? 16 : format == alsa::FORMAT_S32_LE ? 32 : 24;
  // What a 24-bit card leaves in the fourth byte is its own business.
  const uint32_t top = format == alsa::FORMAT_S24_LE ? 0xA5000000u : 0;
  const uint32_t value = static_cast<uint32_t>(static_cast<int64_t>(std::floor(std::ldexp(sample, bits - 1))));
  const uint32_t word = format == alsa::FORMAT_S24_LE ? (value & 0xFFFFFFu) | top : value;
  std::memcpy(out, &word, bytes_of(format));
}

bool holds(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

bool there(const FakeCard& card) { return card.present && world->now_ms() >= card.returns_ms; }

// hw:1 · hw:1,0 · hw:CARD=X18,DEV=0, with plug before it or not.
FakeCard* card_named(std::string name) {
  if (name.rfind("plug", 0) == 0) name = name.substr(4);
  if (name.rfind("hw:", 0) != 0) return nullptr;
  name = name.substr(3);
  if (name.rfind("CARD=", 0) == 0) name = name.substr(5);
  name = name.substr(0, name.find(','));
  for (FakeCard& card : world->cards) {
    if (there(card) && (card.id == name || std::to_string(card.number) == name)) return &card;
  }
  return nullptr;
}

// A fault that is due here and now.
int faulty(_snd_pcm* pcm, Where where) {
  if (pcm->dead || !pcm->card->present) return -ENODEV;
  if (pcm->state_error != 0) return pcm->state_error;
  if (world->faults.empty()) return 0;
  const FakeFault fault = world->faults.front();
  if (fault.at != world->delivered || fault.where != where) return 0;
  world->faults.pop_front();
  world->pass_until(world->now_ms() + fault.gap_ms);
  pcm->dead = fault.dead;
  if (fault.also) fault.also(*pcm->card);
  pcm->resume_again = fault.resume_again;
  pcm->resume_result = fault.resume_result;
  if (fault.error == -EPIPE || fault.error == -ESTRPIPE) pcm->state_error = fault.error;
  return fault.error;
}

// 0 where it is due, or there is none.
int64_t frames_before_fault() {
  return world->faults.empty() ? 0 : static_cast<int64_t>(world->faults.front().at - world->delivered);
}

// Frames in the buffer, but none past the next fault.
int64_t available(const _snd_pcm* pcm) {
  if (!pcm->running || pcm->card->mute) return 0;
  int64_t frames = pcm->card->clockless ? static_cast<int64_t>(pcm->set.buffer)
                                        : static_cast<int64_t>(world->index_now() - pcm->start - pcm->taken);
  const int64_t before_fault = frames_before_fault();
  if (before_fault > 0) frames = std::min(frames, before_fault);
  return std::max<int64_t>(frames, 0);
}

void place(_snd_pcm* pcm, alsa::Frames offset, uint64_t count) {
  for (uint64_t frame = 0; frame < count; frame++) {
    for (unsigned channel = 0; channel < pcm->set.channels; channel++) {
      const alsa::ChannelArea& area = pcm->areas[channel];
      uint8_t* const at = static_cast<uint8_t*>(area.address) + (area.first + (offset + frame) * area.step) / 8;
      encode(pcm->set.format, world->sample(channel, pcm->start + pcm->taken + frame), at);
    }
  }
}

int open_pcm(_snd_pcm** out, const char* name, int, int) {
  Guard guard(world->lock);
  world->opens++;
  FakeCard* card = card_named(name);
  if (card == nullptr) return -ENOENT;
  if (card->busy) return -EBUSY;
  *out = new _snd_pcm{};
  (*out)->card = card;
  (*out)->plugged = std::strncmp(name, "plug", 4) == 0;
  world->open_now++;
  return 0;
}

int close_pcm(_snd_pcm* pcm) {
  Guard guard(world->lock);
  world->open_now--;
  delete pcm;
  return 0;
}

int configure(_snd_pcm* pcm, _snd_pcm_hw_params* params) {
  Guard guard(world->lock);
  pcm->set = *params;
  world->rate = params->rate;
  const unsigned bits = bytes_of(params->format) * 8;
  const bool planar = params->access == alsa::ACCESS_MMAP_NONINTERLEAVED;
  pcm->memory.assign(params->buffer * params->channels * bits / 8, 0xEE);
  pcm->areas.clear();
  for (unsigned channel = 0; channel < params->channels; channel++) {
    const unsigned first = planar ? static_cast<unsigned>(channel * params->buffer * bits) : channel * bits;
    pcm->areas.push_back({pcm->memory.data(), first, planar ? bits : params->channels * bits});
  }
  return 0;
}

int start(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (pcm->dead || !pcm->card->present) return -ENODEV;
  pcm->running = true;
  pcm->start = world->index_now();
  pcm->taken = 0;
  return 0;
}

int prepare(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (pcm->dead || !pcm->card->present) return -ENODEV;
  pcm->running = false;
  pcm->state_error = 0;
  return 0;
}

int resume(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (pcm->resume_again-- > 0) return -EAGAIN;
  if (pcm->resume_result < 0) return pcm->resume_result;
  pcm->state_error = 0;
  return start(pcm);
}

int wait(_snd_pcm* pcm, int timeout_ms) {
  Guard guard(world->lock);
  static unsigned calls = 0;
  if (world->interrupt_every != 0 && ++calls % world->interrupt_every == 0) return -EINTR;
  if (const int error = faulty(pcm, Where::wait)) return error;
  uint64_t wanted = pcm->avail_min;
  if (frames_before_fault() > 0) wanted = std::min(wanted, static_cast<uint64_t>(frames_before_fault()));
  if (available(pcm) >= static_cast<int64_t>(wanted)) return 1;
  const double give_up = world->now_ms() + timeout_ms;
  const double due = static_cast<double>(pcm->start + pcm->taken + wanted) * 1000.0 / world->rate + 1e-6;
  if (pcm->card->mute || due > give_up) {
    std::this_thread::sleep_for(std::chrono::microseconds(5));
    world->pass_until(give_up);
    return 0;
  }
  world->pass_until(due);
  return 1;
}

long avail_update(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (const int error = faulty(pcm, Where::ready)) return error;
  const int64_t frames = available(pcm);
  if (frames > static_cast<int64_t>(pcm->set.buffer)) {
    pcm->state_error = -EPIPE;
    return -EPIPE;
  }
  return frames;
}

int htimestamp(_snd_pcm* pcm, alsa::Frames* frames, timespec* time) {
  Guard guard(world->lock);
  *frames = static_cast<alsa::Frames>(available(pcm));
  const double ms = static_cast<double>(pcm->start + pcm->taken + *frames) * 1000.0 / world->rate;
  time->tv_sec = pcm->card->clockless ? 0 : static_cast<time_t>(ms / 1000);
  time->tv_nsec = pcm->card->clockless ? 0 : static_cast<long>(std::fmod(ms, 1000) * 1e6);
  return 0;
}

long take(_snd_pcm* pcm, alsa::Frames frames) {
  pcm->taken += frames;
  world->delivered += frames;
  return static_cast<long>(frames);
}

alsa::Frames readable(const _snd_pcm* pcm, alsa::Frames frames) {
  frames = std::min<alsa::Frames>(frames, static_cast<alsa::Frames>(available(pcm)));
  return world->short_read == 0 ? frames : std::min<alsa::Frames>(frames, world->short_read);
}

long readi(_snd_pcm* pcm, void* out, alsa::Frames frames) {
  Guard guard(world->lock);
  if (const int error = faulty(pcm, Where::read)) return error;
  frames = readable(pcm, frames);
  if (frames == 0) return -EAGAIN;
  const unsigned bytes = bytes_of(pcm->set.format);
  for (alsa::Frames frame = 0; frame < frames; frame++) {
    for (unsigned channel = 0; channel < pcm->set.channels; channel++) {
      encode(pcm->set.format, world->sample(channel, pcm->start + pcm->taken + frame),
             static_cast<uint8_t*>(out) + (frame * pcm->set.channels + channel) * bytes);
    }
  }
  return take(pcm, frames);
}

int mmap_begin(_snd_pcm* pcm, const alsa::ChannelArea** areas, alsa::Frames* offset, alsa::Frames* frames) {
  Guard guard(world->lock);
  if (const int error = faulty(pcm, Where::read)) return error;
  *offset = pcm->taken % pcm->set.buffer;
  *frames = std::min(readable(pcm, *frames), pcm->set.buffer - *offset);
  *areas = pcm->areas.data();
  place(pcm, *offset, *frames);
  return 0;
}

long mmap_commit(_snd_pcm* pcm, alsa::Frames, alsa::Frames frames) {
  Guard guard(world->lock);
  return take(pcm, frames);
}

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
  api.snd_pcm_info = [](Pcm* pcm, _snd_pcm_info* info) { return info->card = pcm->card->number, 0; };
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
