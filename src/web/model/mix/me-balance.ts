/**
 * "More me": my inputs against all others, in steps of 1 dB from where they were. My inputs rise until the loudest is
 * at +6 dB; from there the others go down, so that the whole does not creep up. Each step is computed from the start,
 * so the way back is exact. Pure.
 */
import type { Change } from '../../../wire/mix.js';
import { faderGain, gainToDb, stepGain } from '../../fader/taper.js';

/** My loudest input rises up to here, dB. */
const OWN_CEILING_DB = 6;
/** Where a silent input of mine comes up, dB. */
const FROM_SILENCE_DB = -20;
/** The furthest step to either side. */
export const FURTHEST = 20;
/** Gains closer than this are the same: a share of the gain. */
const SAME = 1e-4;

export interface Level {
  readonly ch: number;
  /** Linear. */
  readonly gain: number;
  readonly mine: boolean;
}

/** The start, and how many steps I am away from it. */
export interface MeBalance {
  readonly steps: number;
  /** The level of each input at the start. */
  readonly start: readonly Level[];
}

export interface MeFigures {
  /** How far my inputs are above their start, dB. */
  readonly me: number;
  /** How far the others are above theirs: 0 or less. */
  readonly band: number;
}

export function figuresOf({ steps, start }: MeBalance): MeFigures {
  const mine = start.filter((level) => level.mine && level.gain > 0);
  const loudest = Math.max(...mine.map(({ gain }) => gainToDb(gain)), FROM_SILENCE_DB);
  const room = Math.max(0, Math.floor(OWN_CEILING_DB - loudest + 1e-9));
  const me = Math.min(steps, room);
  return { me, band: me - steps };
}

/** The level of an input after the steps. */
function levelAt({ gain, mine }: Level, { me, band }: MeFigures): number {
  const shift = mine ? me : band;
  if (shift === 0) return gain;
  if (gain > 0) return stepGain(gain, shift);
  return mine && shift > 0 ? faderGain(FROM_SILENCE_DB + shift - 1) : 0;
}

const same = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.max(a, b);

function fits(balance: MeBalance, now: readonly Level[]): boolean {
  const figures = figuresOf(balance);
  return balance.start.every((level, i) => same(levelAt(level, figures), now[i].gain));
}

/**
 * The balance that explains the present levels. `known` still holds if it is where they are, or some steps beside it
 * (an undo). A fader that was moved alone takes its start along. After a recall, or with other inputs of mine, the
 * present levels are a new start.
 */
export function balanceOf(known: MeBalance | undefined, now: readonly Level[]): MeBalance {
  const fresh = { steps: 0, start: now };
  if (known === undefined || known.start.length !== now.length) return fresh;
  if (known.start.some(({ ch, mine }, i) => ch !== now[i].ch || mine !== now[i].mine)) return fresh;
  if (fits(known, now)) return known;
  for (let steps = -FURTHEST; steps <= FURTHEST; steps++) {
    const other = { ...known, steps };
    if (fits(other, now)) return other;
  }
  const figures = figuresOf(known);
  const moved = known.start.map((level, i) => !same(levelAt(level, figures), now[i].gain));
  if (moved.filter(Boolean).length * 2 > now.length) return fresh;
  const start = known.start.map((level, i) => (moved[i] ? { ...level, gain: backFrom(now[i], figures) } : level));
  const kept = { ...known, start };
  return fits(kept, now) ? kept : fresh;
}

/** The start from which an input is at its present level. */
function backFrom({ gain, mine }: Level, { me, band }: MeFigures): number {
  return gain > 0 ? stepGain(gain, -(mine ? me : band)) : 0;
}

/** The balance after a step, and the changes that lead there. */
export function stepBalance(balance: MeBalance, step: number, now: readonly Level[]): [MeBalance, readonly Change[]] {
  const steps = Math.min(FURTHEST, Math.max(-FURTHEST, balance.steps + step));
  const next = { ...balance, steps };
  const figures = figuresOf(next);
  const changes: Change[] = [];
  next.start.forEach((level, i) => {
    const v = levelAt(level, figures);
    if (v !== now[i].gain) changes.push({ p: 'gain', ch: level.ch, v });
  });
  return [next, changes];
}
