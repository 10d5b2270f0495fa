/** Loads the decoder of Opus into a worker: a script of its own (`opus.ts`), which only who needs it loads. */
import type { OpusDecoder } from './opus-stream.js';

declare const importScripts: (url: string) => void;
/** Set by the script. */
declare const stageboxOpus: {
  createDecoder(options: { channels: 2; sampleRate: 48_000 }): Promise<OpusDecoder>;
};

/** Rejects where the script does not come, or the browser cannot run it. */
export async function loadOpus(url: string): Promise<OpusDecoder> {
  importScripts(url);
  return await stageboxOpus.createDecoder({ channels: 2, sampleRate: 48_000 });
}
