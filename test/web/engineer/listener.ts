/** A listener that is served well. */
import type { ListenerHealth } from '../../../src/wire/answers.js';

export const listener: ListenerHealth = {
  device: 'anna',
  mix: 'anna',
  kind: 'web',
  transport: 'rtp',
  codec: 'opus',
  frames: 240,
  copies: 2,
  adapt: true,
  bytesPerSecond: 20_000,
  sent: 1000,
  dropped: 0,
  queueAgeMs: 0,
  stalled: false,
  forMs: 5000,
  report: { delayMs: 21, outputMs: 12 },
};
