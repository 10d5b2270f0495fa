/**
 * The strip of one input: what the engineer does to its sound before it goes to every mix and to raw channels. Pure.
 */
import { COMPRESSOR_PARAMETERS, type CompressorSettings, GATE_PARAMETERS, type GateSettings } from './dynamics.js';
import { EQ_PARAMETERS, type EqSettings, type SoundParameter } from './eq.js';

export interface StripSettings extends GateSettings, CompressorSettings, EqSettings {
  /** The polarity is reversed. */
  readonly invert: boolean;
  readonly hpOn: boolean;
  /** Hertz, where the high-pass has lost 3 dB. */
  readonly hpHz: number;
  /** dB per octave: 12, 18 or 24. */
  readonly hpSlope: number;
}
export type StripParameter = keyof StripSettings;

export const STRIP_PARAMETERS: { readonly [P in StripParameter]: SoundParameter } = {
  invert: { type: 'boolean', unit: '', initial: false, meaning: 'polarity reversed' },
  hpOn: { type: 'boolean', unit: '', initial: false, meaning: 'whether the high-pass sounds' },
  hpHz: { type: 'number', min: 20, max: 400, unit: 'Hz', initial: 80, meaning: 'where the high-pass has lost 3 dB' },
  hpSlope: {
    type: 'number',
    choices: [12, 18, 24],
    unit: 'dB per octave',
    initial: 18,
    meaning: 'slope of the high-pass (Butterworth)',
  },
  ...GATE_PARAMETERS,
  ...COMPRESSOR_PARAMETERS,
  ...EQ_PARAMETERS,
};

/** The strip of an input that nobody has set: it changes no sample. */
export const FLAT_STRIP = Object.fromEntries(
  Object.entries(STRIP_PARAMETERS).map(([name, { initial }]) => [name, initial]),
) as unknown as StripSettings;
