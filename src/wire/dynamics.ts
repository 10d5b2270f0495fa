/**
 * A gate and a compressor: their parameters, one row each. Validation, the page and `docs/protocol.md` read these
 * tables. Thresholds are levels on the input's own meter, trim included. Pure.
 */
import type { SoundParameter } from './eq.js';

export interface GateSettings {
  readonly gateOn: boolean;
  /** Threshold, dBFS: it opens at this level, and stays open down to 3 dB below it. */
  readonly gateDb: number;
  /** How much quieter the closed gate is, dB. */
  readonly gateRangeDb: number;
  readonly gateAttackMs: number;
  /** Open at least this long after the last peak. */
  readonly gateHoldMs: number;
  readonly gateReleaseMs: number;
}

export interface CompressorSettings {
  readonly compOn: boolean;
  /** Threshold, dBFS: the middle of the knee. */
  readonly compDb: number;
  /** So many decibels above the threshold become one. */
  readonly compRatio: number;
  /** Width of the bend around the threshold, dB. */
  readonly compKneeDb: number;
  readonly compAttackMs: number;
  readonly compReleaseMs: number;
  /** Gain after it, dB. */
  readonly compMakeupDb: number;
}

const toggle = (meaning: string): SoundParameter => ({ type: 'boolean', unit: '', initial: false, meaning });
const number = (unit: string, min: number, max: number, initial: number, meaning: string): SoundParameter => ({
  type: 'number',
  min,
  max,
  unit,
  initial,
  meaning,
});

export const GATE_PARAMETERS: { readonly [P in keyof GateSettings]: SoundParameter } = {
  gateOn: toggle('whether the gate works'),
  gateDb: number('dB', -80, 0, -50, 'level at which the gate opens; 3 dB lower it may close'),
  gateRangeDb: number('dB', 0, 80, 40, 'how much quieter the closed gate is'),
  gateAttackMs: number('ms', 0.1, 100, 1, 'time of opening, to 63 % of the gain'),
  gateHoldMs: number('ms', 10, 2_000, 100, 'how long it stays open after the last peak'),
  gateReleaseMs: number('ms', 10, 2_000, 200, 'time of closing, by 63 % of the gain'),
};

export const COMPRESSOR_PARAMETERS: { readonly [P in keyof CompressorSettings]: SoundParameter } = {
  compOn: toggle('whether the compressor works'),
  compDb: number('dB', -60, 0, -20, 'level above which it turns down: the middle of the knee'),
  compRatio: number(':1', 1, 20, 3, 'so many decibels above the threshold become one'),
  compKneeDb: number('dB', 0, 24, 6, 'width of the bend around the threshold'),
  compAttackMs: number('ms', 0.1, 200, 10, 'time of turning down, to 63 % of the decibels'),
  compReleaseMs: number('ms', 10, 2_000, 150, 'time of the way back, by 63 %; at least 1.3 times the attack'),
  compMakeupDb: number('dB', 0, 24, 0, 'gain after the compressor'),
};
