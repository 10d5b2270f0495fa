/**
 * Test tones: channel k (from 0) is a sine of 250·(k + 1) Hz at −12 dBFS peak, 48 kHz.
 *
 * Each tone has a whole number of cycles in 192 frames, so a loop of 192 frames stays exact.
 */
import { CodedError } from '../../base/errors.js';
import { dbToGain } from '../../base/units.js';
import { type ChannelInfo, MAX_CHANNELS, type SourceDescription } from '../format.js';
import { LoopRenderer } from './loop-renderer.js';

const TONES_DEFAULT = 16;
const TONES_RATE = 48_000;
/** Hertz of the first channel, and the step from each channel to the next. */
const TONE_STEP = 250;
/** Peak of every tone, linear: −12 dBFS. */
const TONE_PEAK = dbToGain(-12);

const LOOP_FRAMES = TONES_RATE / TONE_STEP;

/** Describes `tones` or `tones:<n>`. Throws `bad-source` if the number of channels is not 1…64. */
export function describeTones(spec: string): SourceDescription {
  const text = spec.slice('tones'.length);
  const count = text === '' ? TONES_DEFAULT : Number(text.slice(1));
  if (!/^(:[0-9]{1,3})?$/.test(text) || count < 1 || count > MAX_CHANNELS) {
    throw new CodedError('bad-source', `${spec}: tones takes 1 to ${MAX_CHANNELS} channels, as in tones:16`);
  }
  const channels = Array.from({ length: count }, (_, index): ChannelInfo => {
    const hue = Math.round((index * 360) / count);
    return { index, name: `${TONE_STEP * (index + 1)} Hz`, color: colorOfHue(hue), icon: 'wave' };
  });
  return { spec: `tones:${count}`, kind: 'tones', label: `${count} test tones`, sampleRate: TONES_RATE, channels };
}

export function tonesRenderer(channels: number): LoopRenderer {
  return new LoopRenderer(
    Array.from({ length: channels }, (_, channel) =>
      // The angle stays within one turn, where sin is exact to the last digit.
      Float32Array.from(
        { length: LOOP_FRAMES },
        (_, frame) => TONE_PEAK * Math.sin((2 * Math.PI * ((frame * (channel + 1)) % LOOP_FRAMES)) / LOOP_FRAMES),
      ),
    ),
  );
}

/** `#rrggbb` of a hue 0…360 at fixed saturation and lightness. */
export function colorOfHue(hue: number): string {
  const part = (shift: number): string => {
    const k = (shift + hue / 30) % 12;
    const value = 0.58 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}
