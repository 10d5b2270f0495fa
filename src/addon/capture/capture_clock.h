// The clock of the capture thread; a test can replace it.
#pragma once

#include <cmath>
#include <ctime>

class CaptureClock {
 public:
  virtual ~CaptureClock() = default;
  // CLOCK_MONOTONIC, milliseconds.
  virtual double now_ms() = 0;
  virtual void sleep_until_ms(double deadline_ms) = 0;
};

class MonotonicClock final : public CaptureClock {
 public:
  double now_ms() override {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
  }

  void sleep_until_ms(double deadline_ms) override {
    const double seconds = std::floor(deadline_ms / 1e3);
    timespec deadline{};
    deadline.tv_sec = static_cast<time_t>(seconds);
    deadline.tv_nsec = static_cast<long>((deadline_ms - seconds * 1e3) * 1e6);
    // An interrupted sleep is just shorter: callers use absolute deadlines, so errors do not add up.
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr);
  }
};
