// The lower bound for the mixer's kernel: the same matrix in plain C, without meters, ramps, look-ahead or limiter.
// With strips 1 the inputs first go through six filter sections each; with 2 through gate and compressor too.
// Reads a line "<inputs> <buses> <frames> <rounds> <strips>" and prints the nanoseconds of each round, one per line.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "strip_floor.h"

#define BLOCK 16
#define MOST_FRAMES 2048

static float captured[64][MOST_FRAMES];
static float input[64][MOST_FRAMES];
static struct bank banks[16];
static float gains[96][64][2];
static int16_t output[96][MOST_FRAMES * 2];

static int16_t to_s16(float x) {
  const float scaled = x * 32768.0f;
  const float clipped = scaled > 32767.0f ? 32767.0f : (scaled < -32768.0f ? -32768.0f : scaled);
  return (int16_t)lrintf(clipped);
}

static void mix(int inputs, int buses, int frames) {
  for (int bus = 0; bus < buses; bus++) {
    for (int at = 0; at < frames; at += BLOCK) {
      float left[BLOCK] = {0};
      float right[BLOCK] = {0};
      for (int channel = 0; channel < inputs; channel++) {
        const float l = gains[bus][channel][0];
        const float r = gains[bus][channel][1];
        const float *from = &input[channel][at];
        for (int i = 0; i < BLOCK; i++) {
          left[i] += from[i] * l;
          right[i] += from[i] * r;
        }
      }
      for (int i = 0; i < BLOCK; i++) {
        output[bus][(at + i) * 2] = to_s16(left[i]);
        output[bus][(at + i) * 2 + 1] = to_s16(right[i]);
      }
    }
  }
}

static void filter(int inputs, int frames, int dynamics) {
  memcpy(input, captured, sizeof(input[0]) * (size_t)inputs);
  for (int channel = 0; channel < inputs; channel += 4) {
    float *in[4] = {input[channel], input[channel + 1], input[channel + 2], input[channel + 3]};
    run_strips(&banks[channel / 4], in, frames, dynamics);
  }
}

int main(void) {
  int inputs, buses, frames, rounds, strips;
  for (int group = 0; group < 16; group++) {
    make_dynamics(&banks[group]);
    for (int n = 0; n < SECTIONS; n++) make_bell(&banks[group].section[n], 100 * pow(2, n));
  }
  while (scanf("%d %d %d %d %d", &inputs, &buses, &frames, &rounds, &strips) == 5) {
    if (inputs > 64 || buses > 96 || frames > MOST_FRAMES || frames % BLOCK != 0) return 2;
    for (int channel = 0; channel < inputs; channel++) {
      for (int i = 0; i < frames; i++) captured[channel][i] = input[channel][i] = (float)(rand() % 2000 - 1000) / 40000.0f;
      for (int bus = 0; bus < buses; bus++) {
        gains[bus][channel][0] = (float)(rand() % 1000) / 1000.0f;
        gains[bus][channel][1] = (float)(rand() % 1000) / 1000.0f;
      }
    }
    for (int round = 0; round < rounds; round++) {
      struct timespec before, after;
      clock_gettime(CLOCK_MONOTONIC, &before);
      if (strips) filter(inputs, frames, strips == 2);
      mix(inputs, buses, frames);
      clock_gettime(CLOCK_MONOTONIC, &after);
      printf("%ld\n", (after.tv_sec - before.tv_sec) * 1000000000L + (after.tv_nsec - before.tv_nsec));
    }
    fflush(stdout);
  }
  return output[0][0] == 12345;
}
