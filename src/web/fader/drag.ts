/**
 * How a finger moves a control: relative to its old place, so that touching beside the handle
 * never makes it jump. The movement gets finer the further the finger strays to the side. Pure.
 */

/** Sideways distance, CSS px, within which a drag moves the control one to one. */
export const COARSE_PX = 36;
/** Sideways distance over which sensitivity halves. */
const HALVING_PX = 32;
/** Finest sensitivity. */
const FINEST = 1 / 12;
/** Movement below this is a tap. */
export const TAP_SLOP_PX = 8;
/** Two taps within this time are a double tap, ms. */
const DOUBLE_TAP_MS = 320;

/** Sensitivity 1…1/12 for a sideways distance in px. */
export function sensitivity(sidewaysPx: number): number {
  const beyond = Math.abs(sidewaysPx) - COARSE_PX;
  return beyond <= 0 ? 1 : Math.max(FINEST, 2 ** (-beyond / HALVING_PX));
}

/** One drag. Coordinates are px along the control (growing towards its top) and across it. */
export interface Drag {
  /** Travel 0…1, unrounded. */
  readonly travel: number;
  readonly along: number;
  readonly startAcross: number;
  readonly startAlong: number;
  /** Has left the tap's slop at least once. */
  readonly moved: boolean;
  /** Current sensitivity, for the display. */
  readonly fine: number;
}

export function startDrag(travel: number, along: number, across: number): Drag {
  return { travel, along, startAlong: along, startAcross: across, moved: false, fine: 1 };
}

/** How far a drag may lead: travel from the lower end to the upper. */
export type Reach = readonly [from: number, to: number];

const EVERYWHERE: Reach = [0, 1];

/** The drag after the pointer moved; `lengthPx` is the control's travel in px. */
export function moveDrag(
  drag: Drag,
  along: number,
  across: number,
  lengthPx: number,
  [from, to]: Reach = EVERYWHERE,
): Drag {
  if (!drag.moved && Math.abs(along - drag.startAlong) < TAP_SLOP_PX) return drag;
  const fine = sensitivity(across - drag.startAcross);
  // The slop itself is not added when the drag begins; otherwise the handle would jump.
  const before = drag.moved ? drag.along : along;
  const travel = Math.min(to, Math.max(from, drag.travel + ((along - before) / lengthPx) * fine));
  return { ...drag, travel, along, moved: true, fine };
}

/** Whether a tap at `now` completes a double tap. `previous` is the time of the tap before, or −∞. */
export function isDoubleTap(previous: number, now: number): boolean {
  return now - previous <= DOUBLE_TAP_MS;
}
