/** Positions of a pan control: how they settle, and where keys take them. Pure. */

const limit = (pan: number): number => Math.min(1, Math.max(-1, pan));
const rounded = (pan: number): number => Math.round(pan * 100) / 100;

/** −1…+1 in steps of a hundredth; catches near the centre. */
export function settlePan(pan: number): number {
  const limited = limit(pan);
  return Math.abs(limited) < 0.04 ? 0 : rounded(limited);
}

/**
 * Position after a key; undefined for a key that pan does not know. Arrows move a tenth, with Shift a hundredth. The
 * ends take Shift with Home or End; 0 is the centre.
 */
export function panByKey(key: string, shift: boolean, pan: number): number | undefined {
  const step = shift ? 0.01 : 0.1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return rounded(limit(pan + step));
    case 'ArrowLeft':
    case 'ArrowDown':
      return rounded(limit(pan - step));
    case 'Home':
      return shift ? -1 : undefined;
    case 'End':
      return shift ? 1 : undefined;
    case '0':
      return 0;
    default:
      return undefined;
  }
}
