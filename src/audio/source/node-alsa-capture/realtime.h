// What makes the capture thread punctual. Each wish that the system refuses is given up with one line that says how to
// permit it; capture goes on without.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

struct RealtimeWishes {
  // SCHED_FIFO priority, 1…99; 0 = leave as is.
  int priority = 0;
  // CPU the thread is bound to; −1 = any.
  int cpu = -1;
  // What the thread touches is kept in memory: its stack, its code and what it is given. Not the whole process by
  // mlockall: V8 aborts when madvise refuses a locked page, at the next collection.
  bool lock_memory = false;
};

struct MemoryRange {
  const void* start;
  size_t bytes;
};

// Applies to the calling thread. Warnings for people, one line each.
std::vector<std::string> become_realtime(const RealtimeWishes& wishes, const std::vector<MemoryRange>& memory);

// The end of `lock_memory` for what the thread was given; code and stack may stay.
void unlock_memory(const std::vector<MemoryRange>& memory);
