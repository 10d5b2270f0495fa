/** The box's own measurements, and how well each listener is served. Pure. */

/** One listener of the box. */
export interface ListenerHealth {
  readonly device: string;
  readonly mix: string;
  readonly kind: 'web' | 'native';
  readonly sent: number;
  readonly dropped: number;
  readonly queueAgeMs: number;
  readonly stalled: boolean;
  readonly forMs: number;
  readonly report?: Readonly<Record<string, unknown>>;
}

export interface Health {
  readonly listeners?: readonly ListenerHealth[];
  readonly [name: string]: unknown;
}

export type Quality = 'good' | 'fair' | 'poor';

/** How well a listener is served now, from its queue's age and its recent loss. */
export function qualityOf(listener: ListenerHealth, loss: number): Quality {
  if (listener.stalled || loss > 8 || listener.queueAgeMs > 45) return 'poor';
  if (loss > 0.5 || listener.queueAgeMs > 25) return 'fair';
  return 'good';
}
