/**
 * Pan law: equal power, −3 dB at the centre. L = cos((pan + 1)·π/4), R = sin((pan + 1)·π/4). Pure.
 */

/**
 * Gains to the left and to the right for a position −1…+1. At the ends they are exactly
 * 1 and 0; cos and sin would leave 6e−17.
 */
export function panGains(pan: number): { left: number; right: number } {
  if (pan <= -1) return { left: 1, right: 0 };
  if (pan >= 1) return { left: 0, right: 1 };
  const angle = ((pan + 1) * Math.PI) / 4;
  return { left: Math.cos(angle), right: Math.sin(angle) };
}
