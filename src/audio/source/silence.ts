/**
 * Silence instead of a source that is not there yet: a card that is not plugged in, a file on a missing stick. To the
 * rest of the box it looks like an unplugged card: its state is `gone`.
 */
import type { ChannelInfo, SourceDescription } from '../format.js';
import type { Renderer } from './paced-source.js';
import { colorOfHue } from './tones.js';

/** Inputs shown until the source reports its number. */
const CHANNELS = 16;

/** A description that waits for `spec`; `label` explains that to people. */
export function describeSilence(spec: string, label: string): SourceDescription {
  const channels = Array.from({ length: CHANNELS }, (_, index): ChannelInfo => {
    const hue = Math.round((index * 360) / CHANNELS);
    return { index, name: `Input ${index + 1}`, color: colorOfHue(hue), icon: 'mic' };
  });
  return { spec, kind: 'silence', label, sampleRate: 48_000, channels };
}

export class SilenceRenderer implements Renderer {
  readonly gone = true;

  render(lanes: readonly Float32Array[], at: number, frames: number): number {
    for (let channel = 0; channel < CHANNELS; channel++) lanes[channel]!.fill(0, at, at + frames);
    return frames;
  }

  async close(): Promise<void> {}
}
