/**
 * Between which leads playout moves, for each delay that a musician may choose. The _lead_ is how long before its turn
 * the fastest packet comes. Pure.
 */

export interface LeadBounds {
  /** Least lead, ms. */
  readonly floorMs: number;
  /** Largest lead, ms. A packet that comes later than this belongs to an outage, which no lead covers. */
  readonly ceilingMs: number;
}

export const LEAD_BOUNDS = {
  low: { floorMs: 3, ceilingMs: 40 },
  normal: { floorMs: 6, ceilingMs: 80 },
  safe: { floorMs: 25, ceilingMs: 200 },
} as const satisfies Record<string, LeadBounds>;
