/** Why a delay is high, in plain words. */
import { t } from '../i18n/language.js';
import type { DelayReason } from '../listen/delay-parts.js';

const REASONS = { chosen: 'whyChosen', busy: 'causeBusy', uneven: 'whyUneven', slow: 'whySlow' } as const;

export function reasonText(reason: DelayReason): string {
  return t(REASONS[reason]);
}
