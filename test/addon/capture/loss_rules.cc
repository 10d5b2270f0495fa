// Rules of capture: every frame arrives, and what a card loses is counted, filled and faded.
#include <cerrno>

#include "capture_checks.h"
#include "capture_rules.h"

using namespace ring_layout;

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
    rig.run_until_closed();
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
  // Nobody can open it again until it was seen gone: it would be back before this thread looks.
  const auto keep_away = [](FakeCard& card) { card.busy = true; };
  for (int fault = 0; fault < 12; fault++)
    broken.world.faults.push_back({1000, Where::wait, -EPIPE, 1, 0, 0, false, keep_away});
  broken.open();
  broken.start();
  broken.run_while([&] { return broken.state() != SOURCE_STATE_GONE; });
  {
    std::lock_guard<std::recursive_mutex> guard(broken.world.lock);
    broken.world.faults.clear();
    broken.world.cards[0].busy = false;
  }
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
