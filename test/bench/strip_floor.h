// The strips of the inputs in plain C, for `mix_floor.c`: the algorithm of
// `kernel-filter.as.ts`, four inputs at a time.
#ifndef STRIP_FLOOR_H
#define STRIP_FLOOR_H

#include <math.h>

#define SECTIONS 6
#define LONGEST 2048

typedef float lanes __attribute__((vector_size(16)));

struct section {
  lanes p1, p2, p3, m0, m1, m2, s1, s2;
};
struct bank {
  struct section section[SECTIONS];
};

static lanes splat(float x) { return (lanes){x, x, x, x}; }

/** A bell of 6 dB at `hz`, at 48 kHz. */
static void make_bell(struct section *to, double hz) {
  const double a = pow(10, 6.0 / 40), g = tan(3.14159265358979 * hz / 48000), k = 1 / a;
  const double d = 1 / (1 + g * (g + k));
  to->p1 = splat((float)(2 * d - 1));
  to->p2 = splat((float)(2 * g * d));
  to->p3 = splat((float)(2 * g * g * d));
  to->m0 = splat(1);
  to->m1 = splat((float)(k * (a * a - 1) / 2));
  to->m2 = splat(0.001f);
  to->s1 = to->s2 = splat(0);
}

static inline lanes step(const struct section *now, lanes *s1, lanes *s2, lanes x) {
  const lanes v = x - *s2;
  const lanes t1 = now->p1 * *s1 + now->p2 * v;
  const lanes t2 = *s2 + now->p2 * *s1 + now->p3 * v;
  const lanes y = now->m0 * x + (now->m1 * (*s1 + t1) + now->m2 * (*s2 + t2));
  *s1 = t1;
  *s2 = t2;
  return y;
}

/** Filters `frames` frames of four inputs in place, two sections a sweep. */
static void run_strips(struct bank *bank, float *in[4], int frames) {
  static lanes work[LONGEST];
  for (int i = 0; i < frames; i++) work[i] = (lanes){in[0][i], in[1][i], in[2][i], in[3][i]};
  for (int n = 0; n < SECTIONS; n += 2) {
    struct section a = bank->section[n], b = bank->section[n + 1];
    for (int i = 0; i < frames; i++) work[i] = step(&b, &b.s1, &b.s2, step(&a, &a.s1, &a.s2, work[i]));
    bank->section[n] = a;
    bank->section[n + 1] = b;
  }
  for (int i = 0; i < frames; i++)
    for (int lane = 0; lane < 4; lane++) in[lane][i] = work[i][lane];
}

#endif
