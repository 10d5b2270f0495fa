// What makes the capture thread punctual. Each wish that the system refuses is given up with one line that says how to
// permit it; capture goes on without.
#pragma once

#include <string>
#include <vector>

struct RealtimeWishes {
  // SCHED_FIFO priority, 1…99; 0 = leave as is.
  int priority = 0;
  // CPU the thread is bound to; −1 = any.
  int cpu = -1;
  // mlockall: no page of the process is swapped out.
  bool lock_memory = false;
};

// Applies to the calling thread (memory: to the process). Warnings for people, one line each.
std::vector<std::string> become_realtime(const RealtimeWishes& wishes);

// The calling thread back to ordinary scheduling: a thread that a real-time one started inherits its priority.
void become_ordinary();
