// Memory that the program freed, and the C library's heap.
#pragma once

// From now on the whole process gives freed memory back to the system early, on glibc. By default glibc raises its two
// limits with every large buffer that is freed, up to 32 and 64 MiB. Larger buffers then leave holes in the heaps of
// the threads, and a box that was busy once seems to grow for hours. Any thread, any number of times. Without glibc it
// does nothing.
void give_freed_memory_back();
