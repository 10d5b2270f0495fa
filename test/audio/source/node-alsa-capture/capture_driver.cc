// Runs the whole core of capture on the card made of numbers. Built plain, with AddressSanitizer + UBSan and with
// ThreadSanitizer by capture-core.test.ts; each rule prints one line, the first broken one ends the program.
#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>

#include "capture_rig.h"
#include "card_list.h"
#include "convert_check.h"

using namespace ring_layout;

namespace {

// What capture makes of a sample that a card sent in this format.
float through(int format, double sample) {
  if (format == alsa::FORMAT_FLOAT_LE) return static_cast<float>(sample);
  const int bits = format == alsa::FORMAT_S16_LE ? 16 : format == alsa::FORMAT_S32_LE ? 32 : 24;
  return static_cast<float>(std::ldexp(std::floor(std::ldexp(sample, bits - 1)), 1 - bits));
}

// Positions [from, to) hold what sounded at that moment of the world.
void check_true(const Rig& rig, uint64_t from, uint64_t to, int format = alsa::FORMAT_S32_LE) {
  for (size_t channel = 0; channel < rig.heard.size(); channel++) {
    for (uint64_t position = from; position < to; position++) {
      const float wanted = through(format, rig.world.sample(static_cast<unsigned>(channel), rig.base + position));
      const float got = rig.heard[channel][position];
      CHECK(got == wanted, "channel %zu position %llu: %g, not %g", channel, static_cast<unsigned long long>(position), got, wanted);
    }
  }
}

// A gap from `from` to `to`: 64 frames of decay, silence, then 64 frames of fade-in.
void check_gap(const Rig& rig, uint64_t from, uint64_t to) {
  for (size_t channel = 0; channel < rig.heard.size(); channel++) {
    const std::vector<float>& heard = rig.heard[channel];
    const float last = from == 0 ? 0.0f : heard[from - 1];
    for (uint64_t frame = 0; frame < 64; frame++) {
      CHECK(heard[from + frame] == last * (static_cast<float>(63 - frame) / 64.0f), "decay, frame %d", static_cast<int>(frame));
      const float live = through(alsa::FORMAT_S32_LE, rig.world.sample(static_cast<unsigned>(channel), rig.base + to + frame));
      CHECK(heard[to + frame] == live * (static_cast<float>(frame + 1) / 64.0f), "fade-in, frame %d: %g of %g; lost %d", static_cast<int>(frame), heard[to + frame], live, rig.word(RING_WORD_LOST_FRAMES));
    }
    for (uint64_t position = from + 64; position < to; position++) CHECK(heard[position] == 0.0f, "silence");
  }
}

void every_format_access_and_channel_count_is_exact() {
  for (const int format : {alsa::FORMAT_S32_LE, alsa::FORMAT_S24_3LE, alsa::FORMAT_S24_LE, alsa::FORMAT_FLOAT_LE, alsa::FORMAT_S16_LE}) {
    for (const int access : {alsa::ACCESS_MMAP_INTERLEAVED, alsa::ACCESS_MMAP_NONINTERLEAVED, alsa::ACCESS_RW_INTERLEAVED}) {
      for (const unsigned channels : {1u, 18u, 64u}) {
        Rig rig;
        rig.world.counting = true;
        rig.world.cards[0].formats = {format};
        rig.world.cards[0].accesses = {access};
        rig.world.cards[0].min_channels = rig.world.cards[0].max_channels = channels;
        rig.open();
        rig.start();
        rig.run(3000);
        rig.end();
        CHECK(rig.heard.size() == channels);
        check_true(rig, 0, 3000, format);
        CHECK(rig.word(RING_WORD_CHANNELS) == static_cast<int>(channels));
        CHECK(rig.worst_stamp_ms < 0.001, "stamps are off by %g ms", rig.worst_stamp_ms);
        CHECK(rig.saw(SOURCE_STATE_RUNNING) && rig.state() == SOURCE_STATE_CLOSED);
      }
    }
  }
}

void short_reads_and_interruptions_lose_nothing() {
  for (const unsigned frames : {1u, 7u, 127u}) {
    Rig rig;
    rig.world.counting = true;
    rig.world.short_read = frames;
    rig.world.interrupt_every = 3;
    rig.world.faults = {{130, Where::read, -EINTR, 0}, {257, Where::ready, -EAGAIN, 0}, {300, Where::read, -EAGAIN, 0}};
    rig.open();
    rig.start();
    rig.run(20'000);
    rig.end();
    check_true(rig, 0, 20'000);
    CHECK(rig.word(RING_WORD_XRUNS) == 0 && rig.word(RING_WORD_LOST_FRAMES) == 0);
  }
}

void an_xrun_is_counted_filled_and_recovered() {
  for (const Where where : {Where::wait, Where::ready, Where::read}) {
    for (const int error : {-EPIPE, -ESTRPIPE}) {
      for (const int resume : {0, -ENOSYS}) {
        for (const int again : {0, 3}) {
          // 50 ms, 20 ms for every "not yet", and the period that was waited for before the fault showed.
          const uint64_t lost = 2400 + (where == Where::wait ? 0 : 128) + (error == -ESTRPIPE ? 960u * static_cast<unsigned>(again) : 0);
          Rig rig;
          rig.world.faults = {{5000, where, error, 50, again, resume}};
          rig.open();
          rig.start();
          rig.run(12'000);
          rig.end();
          check_true(rig, 0, 5000);
          check_gap(rig, 5000, 5000 + lost);
          check_true(rig, 5000 + lost + 64, 12'000);
          CHECK(rig.word(RING_WORD_XRUNS) == 1);
          CHECK(rig.word(RING_WORD_LOST_FRAMES) == static_cast<int>(lost), "%d", rig.word(RING_WORD_LOST_FRAMES));
          CHECK(rig.position_of(RING_WORD_XRUN_POS) == 5000 + lost);
          CHECK(rig.worst_stamp_ms < 0.02, "stamps are off by %g ms", rig.worst_stamp_ms);
        }
      }
    }
  }
}

void xruns_in_a_row_at_the_start_and_inside_a_fade_do_not_click() {
  Rig rig;
  rig.world.faults = {{0, Where::wait, -EPIPE, 5},     {1000, Where::wait, -EPIPE, 10}, {1000, Where::wait, -EPIPE, 10},
                      {1020, Where::ready, -EPIPE, 2}, {1030, Where::read, -EPIPE, 0},  {1030, Where::wait, -EPIPE, 0}};
  rig.open();
  rig.start();
  rig.run(8000);
  rig.end();
  CHECK(rig.word(RING_WORD_XRUNS) == 6);
  for (const auto& heard : rig.heard) {
    float before = 0;
    for (const float sample : heard) {
      CHECK(std::fabs(sample - before) < 0.02f, "a step of %g", sample - before);
      before = sample;
    }
  }
}

void a_gap_counts_for_at_most_a_second() {
  Rig rig;
  rig.world.faults = {{1000, Where::wait, -EPIPE, 60'000}};
  rig.open();
  rig.start();
  rig.run(60'000);
  rig.end();
  CHECK(rig.word(RING_WORD_LOST_FRAMES) >= 48'000 && rig.word(RING_WORD_LOST_FRAMES) < 51'000, "%d", rig.word(RING_WORD_LOST_FRAMES));
  CHECK(rig.heard[0][1000 + 64] == 0 && rig.heard[0][48'999] == 0);
}

void an_unplugged_card_leaves_paced_silence_and_fades_in_when_it_returns() {
  for (const bool renumbered : {false, true}) {
    Rig rig;
    const auto leaves = [renumbered](FakeCard& card) {
      card.returns_ms = world->now_ms() + 700;
      if (!renumbered) return;
      card.number = 3;
      card.id = "X18_1";
    };
    rig.world.faults = {{5000, Where::wait, -ENODEV, 0, 0, 0, true, leaves}};
    rig.open();
    CHECK(rig.capture->device().name() == "hw:CARD=X18,DEV=0" && rig.capture->device().card_name() == "X18/XR18");
    rig.start();
    rig.run_while([&] { return rig.word(RING_WORD_XRUNS) == 0; });
    rig.run_while([&] { return rig.capture->message().find("was unplugged") == std::string::npos && rig.state() == SOURCE_STATE_GONE; });
    rig.run_while([&] { return rig.state() != SOURCE_STATE_RUNNING; });
    CHECK(rig.capture->message().empty(), "%s", rig.capture->message().c_str());
    const uint64_t returned = rig.position_of(RING_WORD_XRUN_POS);
    rig.run(returned + 4000);
    rig.end();
    check_true(rig, 0, 5000);
    for (const auto& heard : rig.heard) {
      CHECK(heard[5000] == heard[4999] * (63.0f / 64.0f) && heard[5063] == 0);
      for (uint64_t position = 5064; position < returned; position++) CHECK(heard[position] == 0);
      CHECK(std::fabs(heard[returned]) <= 0.51f / 64 && std::fabs(heard[returned + 63]) > 0);
    }
    // Real time went on: nominal rate while it was away, to within a period where the card's clock took over.
    CHECK(rig.worst_stamp_ms < 6, "stamps are off by %g ms", rig.worst_stamp_ms);
    CHECK(rig.word(RING_WORD_XRUNS) == 1 && rig.word(RING_WORD_LOST_FRAMES) == static_cast<int>(returned - 5000));
    CHECK(rig.world.open_now == 0, "a device was left open");
  }
}

void a_card_that_returns_with_fewer_inputs_has_silent_ones() {
  Rig rig;
  rig.world.cards[0].min_channels = rig.world.cards[0].max_channels = 8;
  const auto shrinks = [](FakeCard& card) { card.min_channels = card.max_channels = 2; };
  rig.world.faults = {{2000, Where::read, -EBADFD, 0, 0, 0, true, shrinks}};
  rig.open();
  rig.start();
  rig.run_while([&] { return rig.word(RING_WORD_XRUNS) == 0 || rig.state() != SOURCE_STATE_RUNNING; });
  const uint64_t returned = rig.position_of(RING_WORD_XRUN_POS);
  rig.run(returned + 3000);
  rig.end();
  CHECK(rig.word(RING_WORD_CHANNELS) == 8);
  float loudest[8] = {};
  for (size_t channel = 0; channel < 8; channel++) {
    for (uint64_t at = returned; at < returned + 3000; at++) loudest[channel] = std::max(loudest[channel], std::fabs(rig.heard[channel][at]));
  }
  for (size_t channel = 0; channel < 8; channel++) CHECK((loudest[channel] > 0.4f) == (channel < 2), "channel %zu", channel);
}

void a_card_that_returns_at_another_rate_stays_away_and_says_so() {
  Rig rig;
  rig.world.faults = {{2000, Where::wait, -ENODEV, 0, 0, 0, true}};
  rig.open();
  rig.world.cards[0].rates = {44'100};
  rig.start();
  rig.run_while([&] { return rig.capture->message().find("44100") == std::string::npos; });
  CHECK(rig.state() == SOURCE_STATE_GONE);
  CHECK(rig.capture->message().find("hw:CARD=X18,DEV=0") == 0, "%s", rig.capture->message().c_str());
  {
    std::lock_guard<std::recursive_mutex> guard(rig.world.lock);
    rig.world.cards[0].rates = {48'000};
  }
  rig.run_while([&] { return rig.state() != SOURCE_STATE_RUNNING; });
  CHECK(rig.capture->message().empty());
  rig.end();
}

void a_card_that_only_fails_or_falls_silent_is_gone_not_a_busy_loop() {
  Rig broken;
  for (int fault = 0; fault < 12; fault++) broken.world.faults.push_back({1000, Where::wait, -EPIPE, 1});
  broken.open();
  broken.start();
  broken.run_while([&] { return broken.state() != SOURCE_STATE_GONE; });
  broken.run_while([&] { return broken.state() != SOURCE_STATE_RUNNING; });
  broken.end();

  Rig mute;
  mute.open();
  mute.start();
  mute.run(2000);
  {
    std::lock_guard<std::recursive_mutex> guard(mute.world.lock);
    mute.world.cards[0].mute = true;
  }
  mute.run_while([&] { return mute.state() != SOURCE_STATE_GONE; });
  const uint64_t silent = mute.frames_heard();
  mute.run(silent + 20'000);
  {
    std::lock_guard<std::recursive_mutex> guard(mute.world.lock);
    mute.world.cards[0].mute = false;
  }
  mute.run_while([&] { return mute.state() != SOURCE_STATE_RUNNING; });
  mute.end();
}

void a_device_without_a_clock_is_paced() {
  Rig rig;
  rig.world.cards[0].clockless = true;
  rig.open();
  const double before = rig.world.now_ms();
  rig.start();
  rig.run(48'000);
  rig.end();
  const double took = rig.world.now_ms() - before;
  CHECK(took > 990, "48,000 frames in %g ms", took);
  CHECK(rig.word(RING_WORD_XRUNS) == 0);
}

void what_cannot_be_opened_says_what_to_do() {
  struct Row {
    const char* device;
    FakeCard card;
    const char* code;
    const char* text;
  };
  FakeCard fast, busy, odd, wide;
  fast.rates = {96'000};
  busy.busy = true;
  odd.formats = {1};
  wide.min_channels = 194;
  wide.max_channels = 194;
  const Row rows[] = {{"hw:7", FakeCard{}, "alsa-open", "hw:7 is not there"},
                      {"hw:1", busy, "alsa-busy", "in use"},
                      {"hw:1", fast, "alsa-rate", "hw:1 runs at 96000 Hz"},
                      {"hw:1", fast, "alsa-rate", "plughw:1"},
                      {"hw:1", odd, "alsa-format", "S24_3LE"},
                      {"hw:1", wide, "", ""}};
  for (const Row& row : rows) {
    Rig rig;
    rig.world.cards[0] = row.card;
    PcmWishes wishes = Rig::wish();
    wishes.device = row.device;
    const PcmFault fault = rig.open(wishes);
    CHECK(fault.code == row.code && fault.message.find(row.text) != std::string::npos, "%s: %s", fault.code.c_str(), fault.message.c_str());
    CHECK((rig.capture == nullptr) == (row.code[0] != 0));
    if (rig.capture) CHECK(rig.capture->channels() == 64 && rig.capture->device().channels() == 194);
    rig.capture.reset();
    CHECK(rig.world.open_now == 0);
  }
}

void a_plug_gives_the_inputs_of_the_card_under_it() {
  Rig rig;
  rig.world.cards[0].min_channels = rig.world.cards[0].max_channels = 18;
  PcmWishes wishes = Rig::wish();
  wishes.device = "plughw:1,0";
  rig.open(wishes);
  CHECK(rig.capture && rig.capture->channels() == 18 && rig.capture->device().name() == "plughw:CARD=X18,DEV=0");
  rig.capture.reset();
  CHECK(rig.world.open_now == 0);
}

void starting_and_stopping_in_any_state_is_clean() {
  std::mt19937 random(7);
  for (int round = 0; round < 40; round++) {
    Rig rig;
    rig.world.faults = {{random() % 3000, Where::wait, -ENODEV, 0, 0, 0, true}};
    if (round % 3 == 0) rig.world.faults.front() = {random() % 3000, Where::read, -ESTRPIPE, 5, 30, -ENOSYS};
    if (round % 4 == 0) rig.world.faults.front().also = [](FakeCard& card) { card.returns_ms = 1e12; };
    rig.open();
    if (round % 10 == 9) continue;
    rig.start();
    CHECK(rig.capture->start({}, {}).empty(), "a second start does nothing");
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    rig.end();
    rig.capture->stop();
    CHECK(rig.state() == SOURCE_STATE_CLOSED);
    CHECK(rig.world.open_now == 0, "a device was left open");
  }
}

void whatever_happens_time_goes_on_and_nothing_clicks(uint32_t seed) {
  std::mt19937 random(seed);
  Rig rig;
  uint64_t at = 500;
  for (int fault = 0; fault < 60; fault++) {
    static constexpr int errors[] = {-EPIPE, -ESTRPIPE, -EINTR, -EAGAIN, -ENODEV, -EBADFD, -EIO};
    const int error = errors[random() % 7];
    const bool dead = error == -ENODEV || error == -EBADFD || error == -EIO;
    const double gap = error == -EINTR || error == -EAGAIN ? 0 : random() % 40;
    rig.world.faults.push_back({at, static_cast<Where>(random() % 3), error, gap, static_cast<int>(random() % 3), random() % 2 ? 0 : -ENOSYS, dead});
    at += random() % 4 == 0 ? random() % 80 : random() % 3000;
  }
  rig.world.short_read = random() % 2 ? 0 : 1 + random() % 200;
  rig.open();
  rig.start();
  rig.run_while([&] {
    std::lock_guard<std::recursive_mutex> guard(rig.world.lock);
    return !rig.world.faults.empty() || rig.state() != SOURCE_STATE_RUNNING;
  });
  rig.run(rig.frames_heard() + 2000);
  rig.end();
  CHECK(rig.heard[0].size() == rig.position_of(RING_WORD_WRITE_POS) || rig.heard[0].size() == rig.frames_heard());
  for (const auto& heard : rig.heard) {
    float before = 0;
    for (size_t at_frame = 64; at_frame < heard.size(); at_frame++) {
      before = heard[at_frame - 1];
      CHECK(std::fabs(heard[at_frame] - before) < 0.02f, "seed %u frame %zu: a step of %g", seed, at_frame, heard[at_frame] - before);
    }
  }
  // Each gap may misjudge at most the 64 frames of its decay, and each reopening a period.
  CHECK(rig.worst_stamp_ms < 60 * 4.1, "seed %u: stamps are off by %g ms", seed, rig.worst_stamp_ms);
  CHECK(rig.world.open_now == 0);
}

void cards_are_listed_with_their_inputs() {
  FakeWorld numbers;
  FakeCard webcam;
  webcam.number = 4;
  webcam.id = "C920";
  FakeCard player;
  player.number = 0;
  player.id = "PCH";
  player.max_channels = 0;
  numbers.cards.push_back(webcam);
  numbers.cards.push_back(player);
  numbers.cards[0].max_channels = 18;
  numbers.cards[1].busy = true;
  const std::vector<CardFacts> cards = list_cards(fake_alsa(), true, "/nonexistent");
  CHECK(cards.size() == 3 && cards[0].id == "PCH" && cards[1].id == "X18" && cards[2].id == "C920");
  CHECK(cards[0].capture.empty(), "it only plays");
  CHECK(cards[1].capture[0].inputs == 18 && cards[1].name == "X18/XR18" && cards[1].driver == "USB-Audio");
  CHECK(cards[2].capture[0].inputs == 0 && !cards[2].capture[0].problem.empty());
  CHECK(numbers.open_now == 0);
}

void wishes_that_the_system_refuses_cost_one_line_each() {
  if (geteuid() == 0) {
    const rlimit none{0, 0};
    CHECK(setrlimit(RLIMIT_RTPRIO, &none) == 0 && setrlimit(RLIMIT_MEMLOCK, &none) == 0);
    CHECK(setgroups(0, nullptr) == 0 && setgid(65'534) == 0 && setuid(65'534) == 0);
  }
  Rig rig;
  rig.world.cards[0].max_buffer = 256;
  rig.world.cards[0].min_period = 128;
  rig.open();
  rig.start({80, 1023, true});
  CHECK(rig.warnings.size() == 4, "%zu lines", rig.warnings.size());
  const char* const texts[] = {"SCHED_FIFO", "CPU 1023", "not all locked", "buffers only"};
  for (size_t line = 0; line < 4; line++) CHECK(rig.warnings[line].find(texts[line]) != std::string::npos, "%s", rig.warnings[line].c_str());
  rig.run(2000);
  rig.end();
  check_true(rig, 0, 2000);
}

}  // namespace

#define RUN(rule)                                \
  do {                                           \
    rule;                                        \
    std::printf("ok %s\n", #rule);               \
    std::fflush(stdout);                         \
  } while (0)

// capture_driver [first seed, last seed]: with seeds, only the random faults run.
int main(int count, char** arguments) {
  if (count == 3) {
    for (int seed = std::atoi(arguments[1]); seed <= std::atoi(arguments[2]); seed++) {
      RUN(whatever_happens_time_goes_on_and_nothing_clicks(static_cast<uint32_t>(seed)));
      RUN(random_bytes_convert_exactly(static_cast<uint32_t>(seed), 5000));
    }
    return 0;
  }
  RUN(edges_convert_exactly());
  RUN(all_of_s16_and_s24_convert_exactly());
  RUN(random_bytes_convert_exactly(1, 20'000));
  RUN(every_format_access_and_channel_count_is_exact());
  RUN(short_reads_and_interruptions_lose_nothing());
  RUN(an_xrun_is_counted_filled_and_recovered());
  RUN(xruns_in_a_row_at_the_start_and_inside_a_fade_do_not_click());
  RUN(a_gap_counts_for_at_most_a_second());
  RUN(an_unplugged_card_leaves_paced_silence_and_fades_in_when_it_returns());
  RUN(a_card_that_returns_with_fewer_inputs_has_silent_ones());
  RUN(a_card_that_returns_at_another_rate_stays_away_and_says_so());
  RUN(a_card_that_only_fails_or_falls_silent_is_gone_not_a_busy_loop());
  RUN(a_device_without_a_clock_is_paced());
  RUN(what_cannot_be_opened_says_what_to_do());
  RUN(a_plug_gives_the_inputs_of_the_card_under_it());
  RUN(starting_and_stopping_in_any_state_is_clean());
  for (uint32_t seed = 1; seed <= 8; seed++) whatever_happens_time_goes_on_and_nothing_clicks(seed);
  std::printf("ok whatever_happens_time_goes_on_and_nothing_clicks(1…8)\n");
  RUN(cards_are_listed_with_their_inputs());
  RUN(wishes_that_the_system_refuses_cost_one_line_each());
}
