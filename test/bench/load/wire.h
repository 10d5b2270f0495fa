// What floor.c and sink.c share: the 32-byte packet header of the web audio stream and the framing around it.
#pragma once
#include <stdint.h>
#include <string.h>
#include <time.h>

#define PACKET_HEADER 32

static inline double monotonic_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

// Writes a WebSocket binary frame's header for `length` payload bytes; returns its own length.
static inline size_t frame_header(uint8_t *out, size_t length) {
  out[0] = 0x82;
  if (length < 126) {
    out[1] = (uint8_t)length;
    return 2;
  }
  out[1] = 126;
  out[2] = (uint8_t)(length >> 8);
  out[3] = (uint8_t)length;
  return 4;
}

static inline void packet_header(uint8_t *out, uint16_t frames, uint32_t sequence, uint32_t rate, double first, double capture_ms) {
  memset(out, 0, PACKET_HEADER);
  out[0] = 1;
  memcpy(out + 6, &frames, 2);
  memcpy(out + 8, &sequence, 4);
  memcpy(out + 12, &rate, 4);
  memcpy(out + 16, &first, 8);
  memcpy(out + 24, &capture_ms, 8);
}
