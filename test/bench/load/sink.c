// The listeners of the load benchmark: N WebSockets in one epoll loop. Checks that no packet is missing and measures
// the time from a packet's capture stamp to its arrival (same machine, same clock).
//
//   sink <port> <warm-up seconds> <seconds>    paths of the upgrade requests on stdin, one a line
//
// Prints one line of JSON: listeners, packets, lost (frames' worth of packets missing), closed, p50/p99/p999/max in µs.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "wire.h"

#define MAX_LISTENERS 128
#define BUFFER 65536

struct listener {
  int fd, open, upgraded, last;
  size_t have;
  double next;
  uint8_t buffer[BUFFER];
};
static struct listener listeners[MAX_LISTENERS];
static float *latencies;
static size_t count, capacity;
static unsigned long lost, closed_count;
static double measure_from;

static int by_value(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

static void packet_arrived(struct listener *l, const uint8_t *p, size_t length) {
  if (length < PACKET_HEADER || p[1] != 0) return;
  const double now = monotonic_ms();
  uint16_t frames;
  double first, capture;
  memcpy(&frames, p + 6, 2);
  memcpy(&first, p + 16, 8);
  memcpy(&capture, p + 24, 8);
  if (now >= measure_from) {
    if (l->next >= 0 && first != l->next) lost += (unsigned long)((first - l->next) / frames);
    if (count < capacity) latencies[count++] = (float)((now - capture) * 1e3);
  }
  l->next = first + frames;
}

// Takes whole messages off the front of the buffer; answers pings.
static void parse(struct listener *l) {
  size_t at = 0;
  if (!l->upgraded) {
    uint8_t *end = memmem(l->buffer, l->have, "\r\n\r\n", 4);
    if (!end) return;
    if (memcmp(l->buffer, "HTTP/1.1 101", 12) != 0) {
      fprintf(stderr, "sink: refused: %.*s\n", (int)l->have, l->buffer);
      exit(3);
    }
    at = (size_t)(end - l->buffer) + 4;
    l->upgraded = 1;
  }
  for (;;) {
    if (l->have - at < 2) break;
    const uint8_t *f = l->buffer + at;
    size_t length = f[1] & 127, header = 2;
    if (length == 126) {
      if (l->have - at < 4) break;
      length = (size_t)f[2] << 8 | f[3];
      header = 4;
    } else if (length == 127) {
      fprintf(stderr, "sink: a message over 64 KiB\n");
      exit(3);
    }
    if (l->have - at < header + length) break;
    l->last = f[0];
    if ((f[0] & 15) == 8) fprintf(stderr, "sink: close frame, code %d %.*s\n", length >= 2 ? f[header] << 8 | f[header + 1] : 0, length > 2 ? (int)length - 2 : 0, f + header + 2);
    if ((f[0] & 15) == 2) packet_arrived(l, f + header, length);
    if ((f[0] & 15) == 9) {
      uint8_t pong[6 + 125] = {0x8a, (uint8_t)(0x80 | length)};
      memcpy(pong + 6, f + header, length);
      send(l->fd, pong, 6 + length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    at += header + length;
  }
  memmove(l->buffer, l->buffer + at, l->have - at);
  l->have -= at;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const int port = atoi(argv[1]);
  const double warm = atof(argv[2]), seconds = atof(argv[3]);
  capacity = 64u << 20;
  latencies = malloc(capacity * sizeof *latencies);
  int poll = epoll_create1(0), n = 0, one = 1;
  char path[2048];
  while (n < MAX_LISTENERS && fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = 0;
    struct listener *l = &listeners[n];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    l->fd = socket(AF_INET, SOCK_STREAM, 0);
    l->next = -1;
    l->open = 1;
    if (connect(l->fd, (struct sockaddr *)&address, sizeof address)) return 3;
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    char request[4096];
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                          path, port);
    if (send(l->fd, request, (size_t)length, MSG_NOSIGNAL) != length) return 3;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)n};
    epoll_ctl(poll, EPOLL_CTL_ADD, l->fd, &event);
    n++;
  }
  measure_from = monotonic_ms() + warm * 1e3;
  const double until = measure_from + seconds * 1e3;
  struct epoll_event events[MAX_LISTENERS];
  while (monotonic_ms() < until) {
    int ready = epoll_wait(poll, events, MAX_LISTENERS, 100);
    for (int e = 0; e < ready; e++) {
      struct listener *l = &listeners[events[e].data.u32];
      ssize_t got = recv(l->fd, l->buffer + l->have, BUFFER - l->have, MSG_DONTWAIT);
      if (got > 0) {
        l->have += (size_t)got;
        parse(l);
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        epoll_ctl(poll, EPOLL_CTL_DEL, l->fd, NULL);
        fprintf(stderr, "sink: listener %u closed by the other side (%s) %.0f ms before the end, %supgraded, last message 0x%02x\n", events[e].data.u32,
                got == 0 ? "end" : strerror(errno), until - monotonic_ms(), l->upgraded ? "" : "not ", l->last);
        closed_count++;
      }
    }
  }
  qsort(latencies, count, sizeof *latencies, by_value);
  const double at[] = {0.5, 0.99, 0.999};
  double p[3] = {0};
  for (int i = 0; i < 3 && count; i++) p[i] = latencies[(size_t)(at[i] * (double)(count - 1))];
  printf("{\"listeners\":%d,\"packets\":%zu,\"lost\":%lu,\"closed\":%lu,\"p50\":%.0f,\"p99\":%.0f,\"p999\":%.0f,\"max\":%.0f}\n", n, count, lost,
         closed_count, p[0], p[1], p[2], count ? latencies[count - 1] : 0.0);
  return 0;
}
