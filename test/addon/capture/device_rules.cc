// Rules of capture: what can be opened, how it starts and ends, and what holds whatever happens.
#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <random>

#include "capture_checks.h"
#include "capture_rules.h"
#include "capture/card_list.h"
#include "capture/pcm/pcm_chain.h"

using namespace ring_layout;

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
    PcmRequest request = Rig::request();
    request.device = row.device;
    const PcmFault fault = rig.open(request);
    CHECK(fault.code == row.code && fault.message.find(row.text) != std::string::npos, "%s: %s", fault.code.c_str(), fault.message.c_str());
    CHECK((rig.capture == nullptr) == (row.code[0] != 0));
    if (rig.capture) CHECK(rig.capture->channels() == 64 && rig.capture->device().channels() == 194);
    rig.capture.reset();
    rig.run_until_closed();
  }
}

void a_plug_gives_the_inputs_of_the_card_under_it() {
  Rig rig;
  rig.world.cards[0].min_channels = rig.world.cards[0].max_channels = 18;
  PcmRequest request = Rig::request();
  request.device = "plughw:1,0";
  rig.open(request);
  CHECK(rig.capture && rig.capture->channels() == 18 && rig.capture->device().name() == "plughw:CARD=X18,DEV=0");
  rig.capture.reset();
  rig.run_until_closed();
}

void a_device_that_offers_any_number_of_inputs_gives_few_and_says_so() {
  struct Row {
    unsigned min, max;
    bool null;
    const char* device;
    unsigned channels;
    bool note;
  };
  for (const Row& row : {Row{1, 1'073'741'823, true, "hw:1,0", 2, true}, Row{1, 10'000, true, "plughw:1,0", 2, true},
                         Row{2, 2, false, "plughw:1,0", 2, false}, Row{1, 1, false, "plughw:1,0", 1, false},
                         Row{64, 64, false, "plughw:1,0", 64, false}, Row{194, 194, false, "plughw:1,0", 64, false},
                         Row{1, 1'025, false, "hw:1,0", 2, true}, Row{1, 1'024, false, "hw:1,0", 64, false}}) {
    Rig rig;
    rig.world.cards[0].min_channels = row.min;
    rig.world.cards[0].max_channels = row.max;
    rig.world.cards[0].null = row.null;
    PcmRequest request = Rig::request();
    request.device = row.device;
    const PcmFault fault = rig.open(request);
    CHECK(rig.capture && rig.capture->channels() == row.channels, "%u to %u: %u %s", row.min, row.max,
          rig.capture ? rig.capture->channels() : 0, fault.message.c_str());
    CHECK(rig.capture->device().note().empty() != row.note, "%s", rig.capture->device().note().c_str());
    if (row.note) CHECK(rig.capture->device().note().find("any number of inputs: 2 are taken") != std::string::npos);
    rig.capture.reset();
    // As many as were asked for, where somebody asked.
    request.channels = row.channels;
    rig.open(request);
    CHECK(rig.capture && rig.capture->channels() == row.channels && rig.capture->device().note().empty());
    rig.capture.reset();
    rig.run_until_closed();
  }
}

void what_a_device_never_wrote_is_silence() {
  for (const char* access : {"", "mmap-interleaved", "mmap-noninterleaved", "readi"}) {
    for (const char* device : {"hw:1,0", "plughw:1,0"}) {
      Rig rig;
      rig.world.cards[0].null = rig.world.cards[0].clockless = true;
      rig.world.cards[0].max_channels = 10'000;
      PcmRequest request = Rig::request();
      request.device = device;
      request.access = access;
      rig.open(request);
      CHECK(rig.capture != nullptr);
      if (access[0] == 0) CHECK(std::string(rig.capture->device().access_name()) == "readi");
      rig.start();
      rig.run(20'000);
      rig.end();
      for (const auto& heard : rig.heard) {
        for (const float sample : heard) CHECK(sample == 0, "%s %s: %g", device, access, sample);
      }
    }
  }
}

void the_chain_under_a_device_is_read_where_it_becomes_narrower() {
  const auto link = [](const char* name, int channels) {
    return std::string(name) + "\nIts setup is:\n  stream       : CAPTURE\n  channels     : " + std::to_string(channels) + "\n";
  };
  // As alsa-lib 1.2 writes them.
  const std::string file = link("File PCM (file=/dev/null)\nFinal file PCM (file=/dev/null)", 1024);
  const std::string plug = link("Slave: Plug PCM: Route conversion PCM (sformat=S32_LE)", 1024);
  const std::string multi = link("Slave: Multi PCM\n  Channel bindings:\n    0: slave 0, channel 0", 4);
  CHECK(read_chain(link("Null PCM", 1024), 1024).channels == 0 && read_chain(link("Null PCM", 2), 2).silent);
  CHECK(read_chain(link("Plug PCM: Null PCM", 1024), 1024).silent);
  CHECK(read_chain(file + plug + multi + link("Slave #0: Null PCM", 2), 1024).channels == 4);
  CHECK(!read_chain(file + link("Slave: Null PCM", 2), 2).silent, "a file that is played");
  CHECK(!read_chain(plug + link("Slave: Hardware PCM card 1 'X18'", 18), 1024).silent);
  CHECK(read_chain(plug + link("Slave: Hardware PCM card 1 'X18'", 18), 1024).channels == 18);
  for (const char* odd : {"", "\n  channels     : ", "\n  channels     : x", "\n  channels     : 0\n", "channels : 7"}) {
    CHECK(read_chain(odd, 1024).channels == 0 && !read_chain(odd, 1024).silent);
  }
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
    rig.run_until_closed();
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
  rig.run_until_closed();
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

void options_that_the_system_refuses_cost_one_line_each() {
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
  std::vector<const char*> texts = {"SCHED_FIFO", "CPU 1023", "not all locked", "buffers only"};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // The sanitizers' own mlock does nothing and succeeds.
  texts.erase(texts.begin() + 2);
#endif
  CHECK(rig.warnings.size() == texts.size(), "%zu lines", rig.warnings.size());
  for (size_t line = 0; line < texts.size(); line++) CHECK(rig.warnings[line].find(texts[line]) != std::string::npos, "%s", rig.warnings[line].c_str());
  rig.run(2000);
  rig.end();
  check_true(rig, 0, 2000);
}
