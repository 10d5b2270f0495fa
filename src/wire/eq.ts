/**
 * A four-band equaliser: its parameters, one row each. Validation, the page and `docs/protocol.md` read this table.
 * Pure.
 */

/** One parameter of the sound processing: what it takes, and its value before anybody set it. */
export interface SoundParameter {
  readonly type: 'boolean' | 'number';
  /** Inclusive, numbers only. */
  readonly min?: number;
  readonly max?: number;
  /** If only these numbers are allowed. */
  readonly choices?: readonly number[];
  readonly unit: string;
  readonly initial: boolean | number;
  readonly meaning: string;
}

/** Whether the bands sound, and four bands. The first and last may be shelves. */
export interface EqSettings {
  readonly eqOn: boolean;
  readonly eq1Shelf: boolean;
  /** Hertz. */
  readonly eq1Hz: number;
  /** Gain of the band, dB; at 0 it changes nothing. */
  readonly eq1Db: number;
  readonly eq1Q: number;
  readonly eq2Hz: number;
  readonly eq2Db: number;
  readonly eq2Q: number;
  readonly eq3Hz: number;
  readonly eq3Db: number;
  readonly eq3Q: number;
  readonly eq4Shelf: boolean;
  readonly eq4Hz: number;
  readonly eq4Db: number;
  readonly eq4Q: number;
}

const toggle = (initial: boolean, meaning: string): SoundParameter => ({ type: 'boolean', unit: '', initial, meaning });
const hertz = (initial: number, meaning: string): SoundParameter => ({
  type: 'number',
  min: 20,
  max: 20_000,
  unit: 'Hz',
  initial,
  meaning,
});
const decibels = (meaning: string): SoundParameter => ({
  type: 'number',
  min: -18,
  max: 18,
  unit: 'dB',
  initial: 0,
  meaning,
});
const quality = (initial: number, meaning: string): SoundParameter => ({
  type: 'number',
  min: 0.3,
  max: 10,
  unit: 'Q',
  initial,
  meaning,
});

export const EQ_PARAMETERS: { readonly [P in keyof EqSettings]: SoundParameter } = {
  eqOn: toggle(true, 'whether the bands sound'),
  eq1Shelf: toggle(true, 'the lowest band is a shelf, else a bell'),
  eq1Hz: hertz(100, 'centre of the lowest band, or middle of its slope'),
  eq1Db: decibels('gain of the lowest band; 0 changes nothing'),
  eq1Q: quality(0.7, 'narrowness of the lowest band'),
  eq2Hz: hertz(400, 'centre of the second band'),
  eq2Db: decibels('gain of the second band'),
  eq2Q: quality(1, 'narrowness of the second band'),
  eq3Hz: hertz(2_500, 'centre of the third band'),
  eq3Db: decibels('gain of the third band'),
  eq3Q: quality(1, 'narrowness of the third band'),
  eq4Shelf: toggle(true, 'the highest band is a shelf, else a bell'),
  eq4Hz: hertz(8_000, 'centre of the highest band, or middle of its slope'),
  eq4Db: decibels('gain of the highest band'),
  eq4Q: quality(0.7, 'narrowness of the highest band'),
};
