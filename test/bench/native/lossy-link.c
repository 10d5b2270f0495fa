// A bad radio between two network namespaces: two tun devices, joined by a relay. It loses some packets and delays each
// of the others by a random time, in order. Real TCP and UDP run over it.
//
//   lossy-link <device a> <device b> <loss in percent> <least delay, ms> <most delay, ms> <mean, ms> <seed>
//
// The delay is even between the least and the most, and an exponential part of that mean comes on top.
//
// Makes the devices in the namespace it is started in (they may be moved), prints "ready", runs until killed.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define QUEUE 4096
#define MTU 1500

struct packet {
  double due;
  int length;
  uint8_t bytes[MTU];
};
struct direction {
  int from, to;
  struct packet *queue;
  unsigned head, tail;
  double last;
};

static uint32_t seed;
static double chance(void) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) / 16777216.0;
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int open_tun(const char *name) {
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request) != 0) {
    perror(name);
    exit(1);
  }
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  const int a = open_tun(argv[1]), b = open_tun(argv[2]);
  const double loss = atof(argv[3]) / 100, least = atof(argv[4]), most = atof(argv[5]), mean = atof(argv[6]);
  seed = (uint32_t)atoi(argv[7]);
  struct direction ways[2] = {{a, b, calloc(QUEUE, sizeof(struct packet)), 0, 0, 0},
                              {b, a, calloc(QUEUE, sizeof(struct packet)), 0, 0, 0}};
  puts("ready");
  fflush(stdout);
  struct pollfd polled[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
  for (;;) {
    double now = now_ms(), next = now + 1000;
    for (int w = 0; w < 2; w++) {
      struct direction *way = &ways[w];
      while (way->head != way->tail && way->queue[way->head % QUEUE].due <= now) {
        struct packet *packet = &way->queue[way->head++ % QUEUE];
        if (write(way->to, packet->bytes, (size_t)packet->length) < 0) continue;
      }
      if (way->head != way->tail && way->queue[way->head % QUEUE].due < next) next = way->queue[way->head % QUEUE].due;
    }
    const double wait = next - now;
    struct timespec timeout = {(time_t)(wait / 1e3), (long)((wait - 1e3 * (double)(long)(wait / 1e3)) * 1e6)};
    ppoll(polled, 2, &timeout, NULL);
    for (int w = 0; w < 2; w++) {
      struct direction *way = &ways[w];
      for (;;) {
        struct packet *packet = &way->queue[way->tail % QUEUE];
        if (way->tail - way->head >= QUEUE) break;
        packet->length = (int)read(way->from, packet->bytes, MTU);
        if (packet->length <= 0) break;
        if (chance() < loss) continue;
        packet->due = now_ms() + least + (most - least) * chance() - mean * log(1 - chance());
        if (packet->due < way->last) packet->due = way->last;
        way->last = packet->due;
        way->tail++;
      }
    }
  }
}
