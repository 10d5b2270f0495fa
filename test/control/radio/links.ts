/** The links on which the budget is tried: rates as drivers report them. */
import type { PhyRate } from '../../../src/control/radio/phy-rate.js';

const vht = (mbps: number, streams: number): PhyRate => ({ kind: 'vht', mbps, streams, symbolUs: 3.6 });

export const LINKS = {
  /** 20 MHz, MCS 1. */
  weak: vht(14.4, 1),
  /** 20 MHz, MCS 4. */
  fair: vht(43.3, 1),
  /** 40 MHz, MCS 7. */
  good: vht(150, 1),
  /** 80 MHz, MCS 7, two streams. */
  near: vht(650, 2),
} as const;
