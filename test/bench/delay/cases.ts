/** What the delay is measured under. */
import { INSECURE_HOST, SECURE_HOST } from '../../browser/harness/chromium.js';
import type { NetworkModel } from '../../playout/simulation.js';

/** Networks between box and phone, like those of the law's simulation. */
const LOSS = { jitterMs: 0.5, loss: 0.01 } as const;
const JITTER = { jitterMs: 2.2, loss: 0.01, stalls: [{ everyMs: 400, fromMs: 3, toMs: 8 }] } as const;
const WIFI = { jitterMs: 2.2, loss: 0.01, stalls: [{ everyMs: 2500, fromMs: 15, toMs: 40 }] } as const;

/**
 * `stall`: nothing passes for 2 s, then all of it at once. `hidden`: the page is hidden and its audio stands for 3 s.
 * `slip`: the process of the audio clock stands still for 150 ms.
 */
export type Disturbance = 'stall' | 'hidden' | 'slip';

export interface DelayCase {
  readonly name: string;
  readonly host: string;
  /** `datachannel`: the browser has no transforms of RTP; `websocket`: it has no WebRTC either. */
  readonly transport: 'rtp' | 'datachannel' | 'websocket';
  /** Frames of a packet, and copies in later packets, that the page asks for. */
  readonly frames: 240 | 480;
  readonly copies: 1 | 2;
  readonly floor: 'low' | 'normal' | 'safe';
  readonly network?: NetworkModel;
  /** The page's processor is this many times slower. */
  readonly throttle?: number;
  /** p50 that is allowed, ms; undefined where the law's curve is what counts. */
  readonly allowedMs?: number;
}

const http = { host: INSECURE_HOST, transport: 'rtp', frames: 240, copies: 2, floor: 'normal' } as const;

export const DELAY_CASES: readonly DelayCase[] = [
  { ...http, name: 'http, clean', allowedMs: 20 },
  { ...http, name: 'https, clean', host: SECURE_HOST, allowedMs: 20 },
  { ...http, name: 'http, WebSocket, clean', transport: 'websocket', allowedMs: 18 },
  { ...http, name: 'https, WebSocket, clean', host: SECURE_HOST, transport: 'websocket', allowedMs: 18 },
  { ...http, name: 'http, data channel, clean', transport: 'datachannel' },
  { ...http, name: 'http, data channel, 1 % loss', transport: 'datachannel', network: LOSS },
  { ...http, name: 'http, 1 % loss', network: LOSS, allowedMs: 27 },
  { ...http, name: 'https, 1 % loss', host: SECURE_HOST, network: LOSS, allowedMs: 27 },
  { ...http, name: 'http, jitter 2.2 ms, 1 % loss, stalls 3–8 ms', network: JITTER, allowedMs: 38 },
  { ...http, name: 'http, 10 ms and one copy, clean', frames: 480, copies: 1, allowedMs: 27 },
  { ...http, name: 'http, 10 ms and one copy, 1 % loss', frames: 480, copies: 1, network: LOSS, allowedMs: 33 },
  { ...http, name: 'http, like Wi-Fi, low', network: WIFI, floor: 'low' },
  { ...http, name: 'http, like Wi-Fi, normal', network: WIFI },
  { ...http, name: 'http, like Wi-Fi, safe', network: WIFI, floor: 'safe' },
  { ...http, name: 'http, WebSocket, like Wi-Fi', transport: 'websocket', network: WIFI },
  { ...http, name: 'http, page 4 times slower, 64 inputs', throttle: 4 },
];

/** Delay after disturbances. A stall needs the relay, so its network is named. */
export const RECOVERY_CASES: readonly (DelayCase & { readonly disturbance: Disturbance })[] = [
  { ...http, name: 'http, after a stall of 2 s', network: { jitterMs: 0 }, disturbance: 'stall' },
  { ...http, name: 'http, after hidden and back', disturbance: 'hidden' },
  { ...http, name: 'http, after a slip of the clock', disturbance: 'slip' },
  { ...http, name: 'https, after a slip of the clock', host: SECURE_HOST, disturbance: 'slip' },
];
