#include "system/freed_memory.h"

#include <malloc.h>

void give_freed_memory_back() {
#ifdef __GLIBC__
  // glibc's own initial values. Once set, they stay.
  constexpr int LIMIT = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, LIMIT);
  mallopt(M_TRIM_THRESHOLD, LIMIT);
#endif
}
