/** Where frequencies and levels stand in the drawing of an equaliser, and which band a finger takes hold of. Pure. */
import { EQ_PARAMETERS } from '../../wire/eq.js';
import { lawOf, type ValueLaw } from './value-law.js';

/** Units of the drawing. */
export const WIDTH = 320;
export const HEIGHT = 140;
const LEAST_HZ = 20;
const MOST_HZ = 20_000;
export const MOST_DB = 18;
/** A finger takes hold of a band within this distance of its point: half a touch target and a little, units. */
const REACH = 24;
/** A finger that goes no further than this only chooses the band, units. */
const SLOP = 3;

const hzLaw = lawOf(EQ_PARAMETERS.eq1Hz);
const dbLaw = lawOf(EQ_PARAMETERS.eq1Db);

export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Band = '1' | '2' | '3' | '4';

export interface Point {
  readonly name: Band;
  readonly hz: number;
  readonly db: number;
}

export const xOf = (hz: number): number => (Math.log(hz / LEAST_HZ) / Math.log(MOST_HZ / LEAST_HZ)) * WIDTH;
export const yOf = (db: number): number => HEIGHT / 2 - (db / MOST_DB) * (HEIGHT / 2);
export const hzAt = (x: number): number => LEAST_HZ * (MOST_HZ / LEAST_HZ) ** (x / WIDTH);
const dbAt = (y: number): number => (1 - y / (HEIGHT / 2)) * MOST_DB;

/** A band under a finger: its values, where the finger came down, and how far from there its point stood. */
export interface Grip extends Point {
  readonly from: Place;
  readonly dx: number;
  readonly dy: number;
}

/** The nearest band within reach of a finger; undefined: the finger is beside all of them. */
export function gripAt(points: readonly Point[], from: Place): Grip | undefined {
  const grips = points.map(({ name, hz, db }) => ({ name, hz, db, from, dx: xOf(hz) - from.x, dy: yOf(db) - from.y }));
  const away = ({ dx, dy }: Grip) => Math.hypot(dx, dy);
  return grips.filter((grip) => away(grip) <= REACH).sort((a, b) => away(a) - away(b))[0];
}

/** Whether the finger has left where it came down. */
export const drags = ({ from }: Grip, { x, y }: Place): boolean => Math.hypot(x - from.x, y - from.y) > SLOP;

/**
 * Where the band goes with the finger, in the steps of its parameters; its point keeps its distance to the finger. A
 * value between two steps stays until the finger reaches another step.
 */
export function moved({ hz, db, dx, dy }: Grip, { x, y }: Place): { readonly hz: number; readonly db: number } {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return {
    hz: stepped(hzLaw, hz, hzAt(within(x + dx, WIDTH))),
    db: stepped(dbLaw, db, dbAt(within(y + dy, HEIGHT))),
  };
}

function stepped(law: ValueLaw, before: number, value: number): number {
  const step = law.stepOf(value);
  return step === law.stepOf(before) ? before : law.valueAt(step);
}
