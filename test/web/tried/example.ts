/** Figures as a good browser would give them. */
import type { AwayFigures, Figures } from '../../../src/web/tried/findings.js';

export const away = (differs: Partial<AwayFigures>): AwayFigures => ({
  seconds: 10,
  sound: 100,
  page: 10,
  worker: 100,
  answers: 100,
  states: ['running'],
  ...differs,
});

export const EXAMPLE: Figures = {
  agent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  secure: false,
  outputFine: { rate: 48_000, baseMs: 2.67, outputMs: 8 },
  outputUsual: { rate: 48_000, baseMs: 10, outputMs: 32 },
  playing: { seconds: 5, underruns: 0, slipMs: 0.4 },
  shares: true,
  ring: { heard: true, shares: true },
  worklet: 'absent',
  pageTimer: { p50: 10, p99: 12 },
  workerTimer: { p50: 10, p99: 11 },
  box: { p50: 3, p99: 9, asked: 40, failed: 0 },
  socket: { openMs: 6 },
  webRtc: { peer: true, transform: true, streams: false },
  loop: { p50: 1, p99: 3, connectMs: 40, frames: 60 },
  simd: true,
  opus: { msPerSecond: 14, right: true },
  wakeLock: false,
  mediaSession: true,
  audioSession: true,
  storage: true,
  away: away({}),
};
