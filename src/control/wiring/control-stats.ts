/** Control's counters, for `/api/health`, `/api/stats` and `/metrics`. */
import type { Broker } from '../mqtt/broker.js';
import { storeStats } from '../store/saver.js';
import type { Publishing } from './publishing.js';
import type { Rules } from './rules.js';
import type { Storage } from './storage.js';

export function controlStats(
  { keeper, faults }: Storage,
  { live }: Publishing,
  { door }: Rules,
  broker: Broker,
): Record<string, unknown> {
  const { state, saver } = keeper;
  return {
    store: storeStats(saver),
    control: {
      rev: state.meta.rev,
      devices: state.count('device'),
      connected: live.count,
      mqtt: broker.connected,
      faults: faults.count,
      ...door.counts,
      ...broker.counts,
    },
  };
}
