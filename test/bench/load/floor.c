// The lower bound of the load benchmark: a plain C program. It only mixes the same matrix at the same pace, and send()s
// the same packets to the same listeners. One thread; no limiter, no meters, no control.
//
//   floor <listeners> <inputs> <period frames> <packet frames> <seconds> <pcm|opus>
//
// With opus, each listener has an encoder of its own, set as the box sets its own; frames: 120, 240, 480 or 960.
//
// Prints `port <n>` when it listens, starts when every listener is connected, and ends by itself.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "wire.h"

#define RATE 48000
#define MAX_INPUTS 64
#define MAX_LISTENERS 128
#define MAX_PERIOD 2048
#define MAX_PACKET 1920
#define BLOCK 16

static float input[MAX_INPUTS][MAX_PERIOD] __attribute__((aligned(64)));
static float gain_left[MAX_LISTENERS][MAX_INPUTS], gain_right[MAX_LISTENERS][MAX_INPUTS];
static uint8_t packet[MAX_LISTENERS][4 + PACKET_HEADER + MAX_PACKET * 4];

// Of libopus, as declared by <opus/opus.h>, which may not be installed.
typedef struct OpusEncoder OpusEncoder;
OpusEncoder *opus_encoder_create(int32_t rate, int channels, int application, int *error);
int opus_encoder_ctl(OpusEncoder *encoder, int request, ...);
int32_t opus_encode(OpusEncoder *encoder, const int16_t *pcm, int frames, unsigned char *data, int32_t most);
enum { LOW_DELAY = 2051, SET_BITRATE = 4002, SET_VBR = 4006, SET_COMPLEXITY = 4010 };
static OpusEncoder *encoder[MAX_LISTENERS];
static int16_t unpacked[MAX_LISTENERS][2 * MAX_PACKET];

static inline int16_t to_s16(float x) {
  float scaled = x * 32768.0f;
  if (scaled > 32767.0f) scaled = 32767.0f;
  if (scaled < -32768.0f) scaled = -32768.0f;
  return (int16_t)lrintf(scaled);
}

static void mix(int inputs, int frames, const float *left, const float *right, int from, int16_t *out) {
  for (int at = 0; at < frames; at += BLOCK) {
    float l[BLOCK] = {0}, r[BLOCK] = {0};
    for (int i = 0; i < inputs; i++) {
      const float gl = left[i], gr = right[i];
      const float *in = &input[i][from + at];
      for (int n = 0; n < BLOCK; n++) {
        l[n] += gl * in[n];
        r[n] += gr * in[n];
      }
    }
    for (int n = 0; n < BLOCK; n++) {
      out[2 * (at + n)] = to_s16(l[n]);
      out[2 * (at + n) + 1] = to_s16(r[n]);
    }
  }
}

static void read_request(int fd) {
  char request[4096];
  size_t have = 0;
  while (have < sizeof request - 1) {
    ssize_t n = recv(fd, request + have, sizeof request - 1 - have, 0);
    if (n <= 0) exit(3);
    have += (size_t)n;
    request[have] = 0;
    if (strstr(request, "\r\n\r\n")) break;
  }
  const char *answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  if (send(fd, answer, strlen(answer), MSG_NOSIGNAL) < 0) exit(3);
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  const int listeners = atoi(argv[1]), inputs = atoi(argv[2]), period = atoi(argv[3]), frames = atoi(argv[4]);
  const double seconds = atof(argv[5]);
  const int opus = strcmp(argv[6], "opus") == 0;
  const int32_t bitrate = frames <= 240 ? 160000 : 128000;
  const size_t body = opus ? (size_t)(bitrate / 8 * frames / RATE) : (size_t)frames * 4;
  if (listeners < 1 || listeners > MAX_LISTENERS || inputs < 1 || inputs > MAX_INPUTS || period % BLOCK || period > MAX_PERIOD || frames > MAX_PACKET) return 2;

  for (int i = 0; i < inputs; i++)
    for (int n = 0; n < period; n++) input[i][n] = 0.01f * sinf(6.2831853f / 128.0f * (float)((i + 1) * n));
  for (int b = 0; b < listeners; b++)
    for (int i = 0; i < inputs; i++) gain_left[b][i] = gain_right[b][i] = 0.35f;
  for (int b = 0; opus && b < listeners; b++) {
    encoder[b] = opus_encoder_create(RATE, 2, LOW_DELAY, NULL);
    if (!encoder[b]) return 5;
    opus_encoder_ctl(encoder[b], SET_VBR, 0);
    opus_encoder_ctl(encoder[b], SET_BITRATE, bitrate);
    opus_encoder_ctl(encoder[b], SET_COMPLEXITY, 4);
  }

  int server = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, listeners) || getsockname(server, (struct sockaddr *)&address, &length)) return 3;
  printf("port %d\n", ntohs(address.sin_port));
  fflush(stdout);

  int sockets[MAX_LISTENERS];
  for (int b = 0; b < listeners; b++) {
    sockets[b] = accept(server, NULL, NULL);
    if (sockets[b] < 0) return 3;
    setsockopt(sockets[b], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    read_request(sockets[b]);
  }

  struct timespec begin;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  const double start_ms = begin.tv_sec * 1e3 + begin.tv_nsec / 1e6;
  const long periods = (long)(seconds * RATE / period);
  const size_t prefix = frame_header(packet[0], PACKET_HEADER + body);
  int filled = 0;
  uint32_t sequence = 0;
  int16_t scratch[MAX_PERIOD * 2];
  for (long p = 1; p <= periods; p++) {
    const double due_ms = start_ms + p * (period * 1e3 / RATE);
    struct timespec due = {.tv_sec = (time_t)(due_ms / 1e3), .tv_nsec = (long)(fmod(due_ms, 1e3) * 1e6)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR) {
    }
    // A packet may end inside the period: mix once into scratch, then cut packets from it, as the box does.
    int sent_now = 0, base = filled;
    for (int b = 0; b < listeners; b++) {
      mix(inputs, period, gain_left[b], gain_right[b], 0, scratch);
      int done = 0, fill = base;
      uint32_t number = sequence;
      while (done < period) {
        int take = frames - fill < period - done ? frames - fill : period - done;
        uint8_t *const samples = opus ? (uint8_t *)unpacked[b] : packet[b] + prefix + PACKET_HEADER;
        memcpy(samples + (size_t)fill * 4, scratch + 2 * done, (size_t)take * 4);
        fill += take;
        done += take;
        if (fill == frames) {
          const double first = (double)number * frames;
          frame_header(packet[b], PACKET_HEADER + body);
          if (opus && opus_encode(encoder[b], unpacked[b], frames, packet[b] + prefix + PACKET_HEADER, (int32_t)body) != (int32_t)body) return 6;
          packet_header(packet[b] + prefix, (uint16_t)frames, number, RATE, first, due_ms - (period - done) * 1e3 / RATE);
          if (send(sockets[b], packet[b], prefix + PACKET_HEADER + body, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN) return 4;
          number++;
          fill = 0;
        }
      }
      sent_now = (int)(number - sequence);
      filled = fill;
    }
    sequence += (uint32_t)sent_now;
  }
  return 0;
}
