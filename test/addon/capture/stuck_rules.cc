// Rules of capture: devices that block a thread for ever, and devices that give it nothing to do.
#include <cerrno>
#include <chrono>
#include <utility>

#include "capture_checks.h"
#include "capture_rules.h"

using namespace ring_layout;

void a_device_that_does_not_answer_is_given_up() {
  Rig rig;
  rig.world.hang_open = true;
  rig.times.open = 20;
  const PcmFault fault = rig.open();
  CHECK(rig.capture == nullptr && fault.code == "alsa-open");
  CHECK(fault.message.find("hw:1,0 does not answer") == 0, "%s", fault.message.c_str());
  const unsigned opens = rig.world.opens;
  rig.world.hang_open = false;
  // It is opened at last, and the same thread closes it.
  rig.run_while([&] {
    std::lock_guard<std::recursive_mutex> guard(rig.world.lock);
    return rig.world.opens == opens;
  });
  rig.run_until_closed();
  rig.times.open = 60'000;
  rig.open();
  CHECK(rig.capture != nullptr);
}

void the_end_does_not_wait_for_an_open_that_hangs() {
  Rig rig;
  rig.times.reopener_stop = 100;
  rig.world.faults = {{1000, Where::wait, -ENODEV, 0, 0, 0, true, [](FakeCard&) { world->hang_open = true; }}};
  rig.open();
  rig.start();
  rig.run_while([&] { return rig.state() != SOURCE_STATE_GONE; });
  rig.run(rig.frames_heard() + 2000);
  // If it waited, this would never return.
  CHECK(rig.capture->stop(), "the capture thread itself has ended");
  CHECK(rig.state() == SOURCE_STATE_CLOSED);
  const unsigned opens = rig.world.opens;
  rig.world.hang_open = false;
  rig.run_while([&] {
    std::lock_guard<std::recursive_mutex> guard(rig.world.lock);
    return rig.world.opens == opens;
  });
  rig.run_until_closed();
  rig.end();
}

void a_thread_its_device_keeps_is_left_behind_and_writes_nothing_more() {
  for (const int error : {0, -EPIPE, -ENODEV, -EAGAIN}) {
    Rig rig;
    rig.times.stop = 250;
    rig.open();
    rig.start();
    rig.run(2000);
    rig.world.hang_wait = true;
    rig.world.ring_header = nullptr;
    // An earlier wait passes through the same place, but does not stay.
    uint64_t calls = 0;
    rig.run_while([&] {
      const uint64_t before = std::exchange(calls, rig.world.calls.load());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return rig.world.hanging == 0 || calls != before;
    });
    CHECK(!rig.capture->stop());
    CHECK(!rig.capture->stop(), "a second time is harmless");
    CHECK(rig.word(RING_WORD_STATE) == SOURCE_STATE_CLOSED);
    rig.end();
    // Its ring belongs to another capture now.
    std::vector<int32_t> words(rig.words(), rig.words() + 16);
    const size_t samples = static_cast<size_t>(rig.capture->channels()) * RING_CAPACITY;
    const std::vector<float> lanes(rig.lanes(), rig.lanes() + samples);
    if (error != 0) rig.world.faults = {{rig.world.delivered, Where::wait, error, 30}};
    rig.capture.reset();
    CHECK(rig.world.open_now == 1);
    rig.world.hang_wait = false;
    rig.run_until_closed();
    words[RING_WORD_READ_POS] = rig.word(RING_WORD_READ_POS);
    CHECK(std::equal(words.begin(), words.end(), rig.words()), "error %d", error);
    CHECK(std::equal(lanes.begin(), lanes.end(), rig.lanes()), "error %d", error);
  }
}

void a_device_that_only_says_try_again_is_gone_not_a_busy_loop() {
  Rig rig;
  rig.open();
  rig.start();
  rig.run(2000);
  {
    std::lock_guard<std::recursive_mutex> guard(rig.world.lock);
    rig.world.cards[0].again = true;
  }
  const uint64_t calls = rig.world.calls;
  const double since = rig.world.now_ms();
  rig.run_while([&] { return rig.state() != SOURCE_STATE_GONE; });
  const double passed = rig.world.now_ms() - since;
  CHECK(static_cast<double>(rig.world.calls - calls) < 100 + 4 * passed, "%g ms", passed);
  const uint64_t silent = rig.frames_heard();
  rig.run(silent + 20'000);
  {
    std::lock_guard<std::recursive_mutex> guard(rig.world.lock);
    rig.world.cards[0].again = false;
  }
  rig.run_while([&] { return rig.state() != SOURCE_STATE_RUNNING; });
  rig.end();
}

void a_device_that_fails_after_every_frame_does_not_hurry_time() {
  Rig rig;
  rig.world.cards[0].barely = true;
  rig.open();
  const double since = rig.world.now_ms();
  rig.start();
  rig.run(48'000);
  rig.end();
  const double passed = rig.world.now_ms() - since;
  // One frame and the 64 of its decay at a time; the frame itself may come a moment early.
  CHECK(passed > 0.95 * static_cast<double>(rig.frames_heard()) / 48, "%llu frames in %g ms",
        static_cast<unsigned long long>(rig.frames_heard()), passed);
}
