/**
 * How much longer the lead must be so that copies mend losses in time. Each later packet that is lost as well makes the
 * wait longer, and rarer. Pure.
 */
import type { Lateness } from './lateness.js';
import { SPARE_MS } from './lead-target.js';
import type { LossShare } from './loss-share.js';

/** With less loss than this no time is kept to mend it. */
export const MENDED_LOSS = 0.001;
/** Share of packets that may be lost and mended too late: 1 in 40 minutes, with packets of 5 ms. */
const UNMENDED = 2e-6;
/** The answer is this exact, ms. */
const EXACT_MS = 0.125;

/**
 * Whether a lead of `leadMs` leaves more packets unmended than it may. Of n lost in a row, only copy n mends the first.
 * Two in a row are rare, so they may use the spare time that the target adds.
 */
function tooShort(loss: LossShare, lateness: Lateness, leadMs: number, copyMs: number, copies: number): boolean {
  const again = Math.max(loss.share, loss.again);
  let lost = loss.share;
  let unmended = 0;
  for (let copy = 1; copy <= copies; copy++) {
    const spareMs = copy > 1 ? SPARE_MS : 0;
    unmended += lost * lateness.shareLater(leadMs + spareMs - copy * copyMs);
    lost *= again;
  }
  return unmended > UNMENDED;
}

/**
 * Time that losses ask for besides `neededMs`: at most until the last copy of a packet comes, ms.
 * @param neededMs what nearly all packets need
 * @param copyMs from a packet to its first copy, and from one copy to the next
 * @param copies how many later packets carry it again
 */
export function repairMs(
  loss: LossShare,
  lateness: Lateness,
  neededMs: number,
  copyMs: number,
  copies: number,
): number {
  if (loss.share <= MENDED_LOSS) return 0;
  let enough = copyMs * copies;
  let tooLittle = 0;
  while (enough - tooLittle > EXACT_MS) {
    const middle = (enough + tooLittle) / 2;
    if (tooShort(loss, lateness, neededMs + middle, copyMs, copies)) tooLittle = middle;
    else enough = middle;
  }
  return enough;
}
