/** The Opus decoder in the worker, and WebAssembly. Main thread. */
import type { Figures } from '../findings.js';
import { PACKET_FRAMES, SAMPLE_RMS, samplePackets } from '../sample-packets.js';
import type { WorkerLink } from '../worker-link.js';

const ROUNDS = 10;
const RATE = 48_000;
/** The first packets of each round sound a little different: the decoder has heard others before. */
const TOLERANCE = 0.1;

/** The smallest module with a vector in it: `i8x16.splat`, `i8x16.popcnt`. */
const SIMD_MODULE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

export function simd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(SIMD_MODULE));
}

export async function opus(link: WorkerLink, url: string): Promise<Figures['opus']> {
  const packets = samplePackets();
  const { tookMs, rms } = await link.ask({ do: 'opus', url, packets, rounds: ROUNDS });
  const seconds = (ROUNDS * packets.length * PACKET_FRAMES) / RATE;
  return { msPerSecond: tookMs / seconds, right: Math.abs(rms / SAMPLE_RMS - 1) < TOLERANCE };
}
