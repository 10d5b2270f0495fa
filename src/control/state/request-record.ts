/** The record of a musician's request. Pure: types only. */
import type { HistoryChange } from '../../wire/mix.js';

/** A request to the engineer. id = its id. */
export interface RequestRecord {
  readonly id: string;
  readonly uuid: string;
  readonly ch: number | null;
  readonly p: HistoryChange['p'] | null;
  readonly v: number | boolean | null;
  readonly text: string;
  readonly at: number;
  /** Revision at which it was made; absent in a store of earlier software. */
  readonly rev?: number;
}
