#include "realtime.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

namespace {

std::string priority_warning(int wanted, int error) {
  return "SCHED_FIFO priority " + std::to_string(wanted) + " not permitted (" + std::strerror(error) +
         "): capture runs at ordinary priority; allow it with LimitRTPRIO=" + std::to_string(wanted) + " or ulimit -r";
}

// MCL_FUTURE under a finite limit would make a later allocation fail, which Node answers by aborting: memory is locked
// only where the limit cannot be reached. MCL_ONFAULT leaves V8's huge reservations unpopulated.
int lock_memory() {
  rlimit limit{};
  if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    rlimit lifted{RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_MEMLOCK, &lifted) != 0) return errno;
  }
  return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;
}

}  // namespace

std::vector<std::string> become_realtime(const RealtimeWishes& wishes) {
  std::vector<std::string> warnings;
  if (wishes.priority > 0) {
    sched_param parameters{};
    parameters.sched_priority = wishes.priority;
    const int error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
    if (error != 0) warnings.push_back(priority_warning(wishes.priority, error));
  }
  if (wishes.cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (wishes.cpu < CPU_SETSIZE) CPU_SET(wishes.cpu, &set);
    const int error = pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
    if (error != 0) {
      warnings.push_back("CPU " + std::to_string(wishes.cpu) + " not available to the capture thread (" +
                         std::strerror(error) + "): it runs on any");
    }
  }
  if (wishes.lock_memory) {
    const int error = lock_memory();
    if (error != 0) {
      warnings.push_back(std::string("memory is not locked (") + std::strerror(error) +
                         "): allow it with LimitMEMLOCK=infinity or ulimit -l unlimited");
    }
  }
  return warnings;
}

void become_ordinary() {
  sched_param parameters{};
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters);
}
