/** The box's own measurements, requested once a second while the desk shows them. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../link/api.js';

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

/** Undefined while the box does not report it. */
export const health = signal<Health | undefined>(undefined);
/** What each listener lost in the last seconds, packets. */
export const recentLoss = signal<ReadonlyMap<string, number>>(new Map());
const INTERVAL_MS = 1000;
/** Weight per second of the past in the recent loss. */
const FORGET = 0.85;

export function useHealth(): void {
  useEffect(() => {
    let gone = false;
    let timer = 0;
    const last = new Map<string, number>();
    const ask = async () => {
      const answer = await api<Health>('GET', '/api/health').catch(() => undefined);
      if (gone) return;
      health.value = answer;
      const loss = new Map<string, number>();
      for (const listener of answer?.listeners ?? []) {
        const before = last.get(listener.device);
        const fresh = before === undefined ? 0 : Math.max(0, listener.dropped - before);
        last.set(listener.device, listener.dropped);
        loss.set(listener.device, (recentLoss.peek().get(listener.device) ?? 0) * FORGET + fresh);
      }
      recentLoss.value = loss;
      timer = window.setTimeout(() => void ask(), INTERVAL_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
}

export type Quality = 'good' | 'fair' | 'poor';

/** How well a listener is served now, from its queue's age and its recent loss. */
export function qualityOf(listener: ListenerHealth, loss: number): Quality {
  if (listener.stalled || loss > 8 || listener.queueAgeMs > 45) return 'poor';
  if (loss > 0.5 || listener.queueAgeMs > 25) return 'fair';
  return 'good';
}
