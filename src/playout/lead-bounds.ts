/**
 * Between which leads playout moves, for each delay that a musician may choose. The _lead_ is how long before its turn
 * the fastest packet comes. What the device asks for at once is added by playout, as it measures it. Pure.
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

/** Bounds with a floor of one's own, ms; the ceiling lies as far above it as those of the three choices do. */
export function boundsAbove(floorMs: number): LeadBounds {
  const { normal, safe } = LEAD_BOUNDS;
  return { floorMs, ceilingMs: Math.max(normal.ceilingMs, Math.min(safe.ceilingMs, 8 * floorMs)) };
}
