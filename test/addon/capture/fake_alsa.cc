#include "fake_alsa.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include "fake_pcm.h"
#include "capture/ring_layout.h"

FakeWorld* world = nullptr;

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

using fake::Guard;

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

// A fault that is due here and now.
int faulty(_snd_pcm* pcm, Where where) {
  world->calls++;
  if (pcm->dead || !pcm->card->present) return -ENODEV;
  if (pcm->state_error != 0) return pcm->state_error;
  if (pcm->card->again && where != Where::wait) return -EAGAIN;
  if (pcm->card->barely && pcm->taken > 0) return pcm->state_error = -EPIPE;
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

long take(_snd_pcm* pcm, alsa::Frames frames) {
  pcm->taken += frames;
  world->delivered += frames;
  return static_cast<long>(frames);
}

alsa::Frames readable(const _snd_pcm* pcm, alsa::Frames frames) {
  frames = std::min<alsa::Frames>(frames, static_cast<alsa::Frames>(available(pcm)));
  if (world->cards[0].barely) return std::min<alsa::Frames>(frames, 1);
  return world->short_read == 0 ? frames : std::min<alsa::Frames>(frames, world->short_read);
}

}  // namespace

bool fake::there(const FakeCard& card) { return card.present && world->now_ms() >= card.returns_ms; }

FakeCard* fake::card_named(std::string name) {
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

void hang(const std::atomic<bool>& while_set) {
  world->hanging++;
  while (while_set) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  world->hanging--;
}

int fake::open_pcm(_snd_pcm** out, const char* name, int, int) {
  hang(world->hang_open);
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

int fake::close_pcm(_snd_pcm* pcm) {
  Guard guard(world->lock);
  world->open_now--;
  delete pcm;
  return 0;
}

int fake::configure(_snd_pcm* pcm, _snd_pcm_hw_params* params) {
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

int fake::start(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (pcm->dead || !pcm->card->present) return -ENODEV;
  pcm->running = true;
  pcm->start = world->index_now();
  pcm->taken = 0;
  return 0;
}

int fake::prepare(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (pcm->dead || !pcm->card->present) return -ENODEV;
  pcm->running = false;
  pcm->state_error = 0;
  return 0;
}

int fake::resume(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (pcm->resume_again-- > 0) return -EAGAIN;
  if (pcm->resume_result < 0) return pcm->resume_result;
  pcm->state_error = 0;
  return start(pcm);
}

int fake::dump(_snd_pcm* pcm, _snd_output* output) {
  const auto link = [&](const std::string& name, unsigned channels) {
    output->text += name + "\nIts setup is:\n  stream       : CAPTURE\n  channels     : " + std::to_string(channels) + "\n  rate         : 48000\n";
  };
  const FakeCard& card = *pcm->card;
  if (pcm->plugged) link("Plug PCM: Route conversion PCM (sformat=S32_LE)", pcm->set.channels);
  const unsigned own = std::clamp(pcm->set.channels, card.min_channels, card.max_channels);
  link(card.null ? "Slave: Null PCM" : "Slave: Hardware PCM card 1 'X18' device 0 subdevice 0", own);
  return 0;
}

int fake::wait(_snd_pcm* pcm, int timeout_ms) {
  hang(world->hang_wait);
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

long fake::avail_update(_snd_pcm* pcm) {
  Guard guard(world->lock);
  if (const int error = faulty(pcm, Where::ready)) return error;
  const int64_t frames = available(pcm);
  if (frames > static_cast<int64_t>(pcm->set.buffer)) {
    pcm->state_error = -EPIPE;
    return -EPIPE;
  }
  return frames;
}

int fake::htimestamp(_snd_pcm* pcm, alsa::Frames* frames, timespec* time) {
  Guard guard(world->lock);
  *frames = static_cast<alsa::Frames>(available(pcm));
  const double ms = static_cast<double>(pcm->start + pcm->taken + *frames) * 1000.0 / world->rate;
  time->tv_sec = pcm->card->clockless ? 0 : static_cast<time_t>(ms / 1000);
  time->tv_nsec = pcm->card->clockless ? 0 : static_cast<long>(std::fmod(ms, 1000) * 1e6);
  return 0;
}

long fake::readi(_snd_pcm* pcm, void* out, alsa::Frames frames) {
  Guard guard(world->lock);
  if (const int error = faulty(pcm, Where::read)) return error;
  frames = readable(pcm, frames);
  if (frames == 0) return -EAGAIN;
  if (pcm->card->null) return take(pcm, frames);
  const unsigned bytes = bytes_of(pcm->set.format);
  for (alsa::Frames frame = 0; frame < frames; frame++) {
    for (unsigned channel = 0; channel < pcm->set.channels; channel++) {
      encode(pcm->set.format, world->sample(channel, pcm->start + pcm->taken + frame),
             static_cast<uint8_t*>(out) + (frame * pcm->set.channels + channel) * bytes);
    }
  }
  return take(pcm, frames);
}

int fake::mmap_begin(_snd_pcm* pcm, const alsa::ChannelArea** areas, alsa::Frames* offset, alsa::Frames* frames) {
  Guard guard(world->lock);
  if (const int error = faulty(pcm, Where::read)) return error;
  *offset = pcm->taken % pcm->set.buffer;
  *frames = std::min(readable(pcm, *frames), pcm->set.buffer - *offset);
  *areas = pcm->areas.data();
  if (!pcm->card->null) place(pcm, *offset, *frames);
  return 0;
}

long fake::mmap_commit(_snd_pcm* pcm, alsa::Frames, alsa::Frames frames) {
  Guard guard(world->lock);
  return take(pcm, frames);
}
