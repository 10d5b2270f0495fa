// Real-time options of the capture thread. If the system refuses one, capture runs without
// it, and one line says how to permit it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

struct RealtimeOptions {
  // SCHED_FIFO priority, 1…99; 0 leaves it as it is.
  int priority = 0;
  // CPU that the thread is bound to; −1 = any.
  int cpu = -1;
  // Keeps what the thread touches in memory: its stack, its code and the given ranges. mlockall for the whole process
  // is not possible: V8 aborts at the next garbage collection, when madvise refuses a locked page.
  bool lock_memory = false;
};

struct MemoryRange {
  const void* start;
  size_t bytes;
};

// Applies to the calling thread. Returns warnings for people, one line each.
std::vector<std::string> become_realtime(const RealtimeOptions& options, const std::vector<MemoryRange>& memory);

// Undoes `lock_memory` for the given ranges; code and stack may stay locked.
void unlock_memory(const std::vector<MemoryRange>& memory);
