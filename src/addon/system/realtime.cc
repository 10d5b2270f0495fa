#include "system/realtime.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace {

std::string priority_warning(int wanted, int error) {
  return "SCHED_FIFO priority " + std::to_string(wanted) + " not permitted (" + std::strerror(error) +
         "): capture runs at ordinary priority; allow it with LimitRTPRIO=" + std::to_string(wanted) + " or ulimit -r";
}

// Libraries whose code runs between the card's interrupt and the ring.
constexpr const char* CODE[] = {"node_alsa_capture", "libasound.so", "libc.so", "libc-2"};

bool lock_code() {
  std::ifstream maps("/proc/self/maps");
  std::string line;
  bool locked = true;
  while (std::getline(maps, line)) {
    const bool wanted = std::any_of(std::begin(CODE), std::end(CODE), [&](const char* name) { return line.find(name) != std::string::npos; });
    const size_t perms = line.find(' ');
    if (!wanted || perms == std::string::npos || line[perms + 1] != 'r') continue;
    char* end = nullptr;
    const unsigned long start = std::strtoul(line.c_str(), &end, 16);
    const unsigned long stop = std::strtoul(end + 1, nullptr, 16);
    locked = mlock(reinterpret_cast<const void*>(start), stop - start) == 0 && locked;
  }
  return locked;
}

bool lock_stack() {
  // As deep as the thread ever goes, with much to spare. The rest of its 8 MB stack is never touched.
  constexpr size_t DEPTH = 64 * 1024;
  const char* const here = static_cast<const char*>(__builtin_frame_address(0));
  return mlock(here - DEPTH, DEPTH) == 0;
}

// Returns 0, or the errno of the first refusal. Everything that could be locked stays locked.
int lock_memory(const std::vector<MemoryRange>& memory) {
  bool locked = true;
  int error = 0;
  const auto note = [&](bool done) {
    if (!done && locked) error = errno;
    locked = locked && done;
  };
  for (const MemoryRange& range : memory) note(mlock(range.start, range.bytes) == 0);
  note(lock_stack());
  note(lock_code());
  return error;
}

}  // namespace

std::vector<std::string> become_realtime(const RealtimeOptions& options, const std::vector<MemoryRange>& memory) {
  std::vector<std::string> warnings;
  if (options.priority > 0) {
    sched_param parameters{};
    parameters.sched_priority = options.priority;
    const int error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
    if (error != 0) warnings.push_back(priority_warning(options.priority, error));
  }
  if (options.cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (options.cpu < CPU_SETSIZE) CPU_SET(options.cpu, &set);
    const int error = pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
    if (error != 0) {
      warnings.push_back("CPU " + std::to_string(options.cpu) + " not available to the capture thread (" +
                         std::strerror(error) + "): it runs on any");
    }
  }
  if (options.lock_memory) {
    const int error = lock_memory(memory);
    if (error != 0) {
      warnings.push_back(std::string("capture's memory is not all locked (") + std::strerror(error) +
                         "): allow it with LimitMEMLOCK=64M or ulimit -l 65536");
    }
  }
  return warnings;
}

void unlock_memory(const std::vector<MemoryRange>& memory) {
  for (const MemoryRange& range : memory) munlock(range.start, range.bytes);
}
