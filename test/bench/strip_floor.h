// The strips of the inputs in plain C, for `mix_floor.c`: the algorithms of
// `kernel-filter.as.ts` and `kernel-dynamics.as.ts`, four inputs at a time.
#ifndef STRIP_FLOOR_H
#define STRIP_FLOOR_H

#include <math.h>
#include <stdint.h>

#define SECTIONS 6
#define LONGEST 2048

typedef float lanes __attribute__((vector_size(16)));
typedef int32_t words __attribute__((vector_size(16)));

struct section {
  lanes p1, p2, p3, m0, m1, m2, s1, s2;
};
struct gate {
  lanes opens, closes, floor, attack, release, hold, gain, left, least;
};
struct compressor {
  lanes low, knee, bend, slope, makeup, attack, fall, peak, down, most;
};
struct bank {
  struct section section[SECTIONS];
  struct gate gate;
  struct compressor compressor;
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

static lanes pick(words chosen, lanes a, lanes b) { return (lanes)((chosen & (words)a) | (~chosen & (words)b)); }
static lanes larger(lanes a, lanes b) { return pick(a > b, a, b); }
static lanes smaller(lanes a, lanes b) { return pick(a < b, a, b); }
static lanes size_of(lanes x) { return (lanes)((words)x & 0x7fffffff); }

static lanes log_of(lanes x) {
  const words whole = (words)((words)x >> 23) - 127;
  const lanes u = (lanes)(((words)x & 0x7fffff) | 0x3f800000) - 1;
  const lanes bend = 0.43837933f + u * (-0.23750133f + u * 0.080653158f);
  return __builtin_convertvector(whole, lanes) + (u + u * (1 - u) * bend);
}

static lanes power_of(lanes exponent) {
  const lanes x = larger(exponent, splat(-126));
  const words cut = __builtin_convertvector(x, words);
  const words whole = cut + (__builtin_convertvector(cut, lanes) > x);
  const lanes u = x - __builtin_convertvector(whole, lanes);
  const lanes bend = -0.306995119f + u * (-0.065455510f + u * -0.013689455f);
  return (1 + (u + u * (1 - u) * bend)) * (lanes)((whole + 127) << 23);
}

/** A gate that opens and closes all the time, and a compressor at work, at 48 kHz. */
static void make_dynamics(struct bank *to) {
  to->gate = (struct gate){splat(0.02f), splat(0.014f), splat(0.01f),  splat(0.02f), splat(1e-4f),
                           splat(480),   splat(1),      splat(0), splat(1)};
  to->compressor = (struct compressor){splat(-6.5f), splat(1),     splat(0.5f),    splat(0.75f), splat(0.5f),
                                       splat(2e-3f), splat(1.4e-4f), splat(0), splat(0), splat(0)};
}

static void run_gates(struct gate *bank, lanes *work, lanes *keys, int frames) {
  struct gate now = *bank;
  const lanes zero = splat(0), one = splat(1);
  for (int i = 0; i < frames; i++) {
    const words armed = keys[i] >= pick(now.left > zero, now.closes, now.opens);
    now.left = pick(armed, now.hold, larger(now.left - one, zero));
    const words open = armed | (now.left > zero);
    const lanes way = pick(open, one, now.floor) - now.gain;
    now.gain += pick(way > zero, now.attack, now.release) * way;
    now.gain = pick(open & (now.gain > 0.9999f), one, now.gain);
    now.least = smaller(now.least, now.gain);
    work[i] *= now.gain;
    keys[i] *= now.gain;
  }
  *bank = now;
}

static void run_compressors(struct compressor *bank, lanes *work, const lanes *keys, int frames) {
  struct compressor now = *bank;
  const lanes zero = splat(0);
  for (int i = 0; i < frames; i++) {
    const lanes over = log_of(larger(keys[i], splat(1e-6f))) - now.low;
    const lanes bent = larger(smaller(over, now.knee), zero);
    const lanes wanted = now.slope * (bent * bent * now.bend + larger(over - now.knee, zero));
    now.peak = larger(wanted, now.peak + now.fall * (wanted - now.peak));
    now.down += now.attack * (now.peak - now.down);
    now.most = larger(now.most, now.down);
    work[i] *= power_of(now.makeup - now.down);
  }
  *bank = now;
}

static void run_pair(struct bank *bank, int n, lanes *work, int frames) {
  struct section a = bank->section[n], b = bank->section[n + 1];
  for (int i = 0; i < frames; i++) work[i] = step(&b, &b.s1, &b.s2, step(&a, &a.s1, &a.s2, work[i]));
  bank->section[n] = a;
  bank->section[n + 1] = b;
}

/** Sends `frames` frames of four inputs through their strips in place, two sections a sweep. */
static void run_strips(struct bank *bank, float *in[4], int frames, int dynamics) {
  static lanes work[LONGEST], keys[LONGEST];
  for (int i = 0; i < frames; i++) work[i] = (lanes){in[0][i], in[1][i], in[2][i], in[3][i]};
  run_pair(bank, 0, work, frames);
  if (dynamics) {
    for (int i = 0; i < frames; i++) keys[i] = size_of(work[i]);
    run_gates(&bank->gate, work, keys, frames);
    run_compressors(&bank->compressor, work, keys, frames);
  }
  run_pair(bank, 2, work, frames);
  run_pair(bank, 4, work, frames);
  for (int i = 0; i < frames; i++)
    for (int lane = 0; lane < 4; lane++) in[lane][i] = work[i][lane];
}

#endif
