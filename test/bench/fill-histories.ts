/**
 * Fills a box's histories, as a band does that has played for a while. The box remembers the last 256 changes of each
 * mix and the last 256 commands of each client. Until these are full, it grows by design. Only then does its memory
 * show whether something leaks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { HISTORY_SLOTS } from '../../src/control/mix/history.js';
import type { Device } from '../harness/box.js';
import type { NativeListener } from '../harness/native-listener.js';
import type { LeanClient } from './lean-client.js';

export interface Filling {
  readonly clients: readonly LeanClient[];
  /** The devices whose mixes they move. */
  readonly musicians: readonly Device[];
  readonly phones: readonly { readonly listener: NativeListener }[];
  /** Changes in one entry of a history. */
  readonly width: number;
  readonly everyMs: number;
}

/** Changes every mix as often as its history has entries, each entry as wide as in the load's gestures. */
export async function fillHistories({ clients, musicians, phones, width, everyMs }: Filling): Promise<void> {
  let owing = 0;
  for (const client of clients) {
    const { onAck } = client;
    client.onAck = (id) => {
      owing--;
      onAck(id);
    };
  }
  for (let n = 1; n <= HISTORY_SLOTS; n++) {
    for (const [i, client] of clients.entries()) {
      const set = Array.from({ length: width }, (_, ch) => ({ p: 'gain', ch, v: (n + ch) / 1000 }));
      owing++;
      client.publish(`sb/1/cmd/mix/${musicians[i]!.uuid}`, JSON.stringify({ op: `fill-${n}`, set }));
    }
    for (const { listener } of phones) listener.send({ type: 'update_mix', gains: { '0': n / 1000 } });
    await sleep(everyMs);
  }
  for (let waited = 0; owing > 0; waited++) {
    if (waited > 600) throw new Error(`${owing} changes were not acknowledged within a minute`);
    await sleep(100);
  }
}
