/** Real packets of Opus for tests of the page's reader: encoded as the box does, with another build of the library. */
import { Application, createDecoder, createEncoder } from 'libopus-wasm';
import type { OpusDecoder } from '../../../../src/web/listen/worker/opus-stream.js';

export const tone = (index: number): number => 0.3 * Math.sin((2 * Math.PI * 440 * index) / 48_000);

/** Encodes `count` packets of `frames` frames of `tone`, from frame 0 on. */
export async function encoded(count: number, frames = 240): Promise<Uint8Array[]> {
  const encoder = await createEncoder({
    channels: 2,
    sampleRate: 48_000,
    application: Application.RestrictedLowDelay,
    bitrate: 160_000,
    vbr: false,
    frameSize: frames,
  });
  const packets = Array.from({ length: count }, (_, number) => {
    const sound = new Float32Array(2 * frames);
    for (let i = 0; i < frames; i++) {
      sound[2 * i] = tone(number * frames + i);
      sound[2 * i + 1] = -sound[2 * i]!;
    }
    return encoder.encodeFloat(sound).slice();
  });
  encoder.free();
  return packets;
}

export const newDecoder = (): Promise<OpusDecoder> => createDecoder({ channels: 2, sampleRate: 48_000 });

/** The root mean square of the difference between decoded sound and `tone`, from frame `from` on. Full scale is 1. */
export function errorOf(
  sounds: readonly { readonly first: number; readonly samples: ArrayLike<number> }[],
  from: number,
): number {
  let sum = 0;
  let count = 0;
  for (const { first, samples } of sounds) {
    for (let i = 0; i < samples.length / 2; i++) {
      if (first + i < from) continue;
      sum += (samples[2 * i]! - tone(first + i)) ** 2 + (samples[2 * i + 1]! + tone(first + i)) ** 2;
      count += 2;
    }
  }
  return Math.sqrt(sum / count);
}
