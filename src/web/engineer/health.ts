/** How well each listener is served, by what the box sees and by what the player itself reports. Pure. */
import type { ListenerHealth } from '../../wire/answers.js';
import { gradeOf } from '../listen/delay-parts.js';
import { CAUSE_GRADES, RANK } from '../listen/service.js';
import type { Trouble } from './recent-trouble.js';
import { reported } from './served-words.js';

type Quality = 'good' | 'fair' | 'poor';

/** Why it is not good: causes as the player names them, and what the box sees by itself. */
const REASONS = [
  'stalled',
  'paused',
  'source-gone',
  'box-gone',
  'asleep',
  'busy',
  'weak-wifi',
  'late',
  'dropouts',
  'lost',
  'queue',
  'bluetooth',
] as const;
type Reason = (typeof REASONS)[number];

export interface Judgement {
  readonly quality: Quality;
  /** The first thing to look at; undefined if all is well. */
  readonly reason: Reason | undefined;
}

/** Above the first it is fair, above the second poor. */
const LOST = [0.5, 8] as const;
const DROPOUTS = [0.5, 3] as const;
const QUEUE_MS = [25, 45] as const;

const above = (value: number, [fair, poor]: readonly [number, number]): Quality =>
  value > poor ? 'poor' : value > fair ? 'fair' : 'good';

/** The worst fault that is known. Between equal faults, the list below puts the cause before its effects. */
export function judge(listener: ListenerHealth, trouble: Trouble): Judgement {
  const cause = String(listener.report?.cause ?? '');
  const delayMs = reported(listener, 'delayMs');
  const found: readonly (readonly [Reason, Quality])[] = [
    ['stalled', listener.stalled ? 'poor' : 'good'],
    ['paused', listener.report?.status === 'paused' ? 'poor' : 'good'],
    ...REASONS.flatMap((reason): (readonly [Reason, Quality])[] =>
      reason === cause ? [[reason, CAUSE_GRADES[reason] ?? 'good']] : [],
    ),
    // A delay that is only a little late has a colour of its own, and is no fault of the link.
    ['late', delayMs !== undefined && gradeOf(delayMs) === 'poor' ? 'poor' : 'good'],
    ['dropouts', above(trouble.dropouts, DROPOUTS)],
    ['lost', above(trouble.lost, LOST)],
    ['queue', above(listener.queueAgeMs, QUEUE_MS)],
  ];
  let worst: Judgement = { quality: 'good', reason: undefined };
  for (const [reason, quality] of found) if (RANK[quality] > RANK[worst.quality]) worst = { quality, reason };
  return worst;
}
