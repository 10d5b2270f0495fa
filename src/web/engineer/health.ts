/** How well each listener is served. Pure. */
import type { ListenerHealth } from '../../wire/answers.js';

export type Quality = 'good' | 'fair' | 'poor';

/** How well a listener is served now, from its queue's age and its recent loss. */
export function qualityOf(listener: ListenerHealth, loss: number): Quality {
  if (listener.stalled || loss > 8 || listener.queueAgeMs > 45) return 'poor';
  if (loss > 0.5 || listener.queueAgeMs > 25) return 'fair';
  return 'good';
}
