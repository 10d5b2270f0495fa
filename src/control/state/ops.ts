/**
 * Remembers which commands were done, in a ring of OP_SLOTS per device. The store keeps it together with the change,
 * so a retry is harmless even after a restart. Pure.
 */

import { parse } from '../../wire/check.js';
import { op } from '../../wire/values.js';
import type { Draft } from './draft.js';
import type { OpRecord, State } from './state.js';

export const OP_SLOTS = 256;

/** Checks a command's `op`. Throws `bad_op`. */
export const parseOp = (value: unknown): string | number => parse(op, value, 'op');

const keyOfOp = (op: string | number) => `${typeof op}:${op}`;

/** Finds done commands by `op`; an index over the `op` table. */
export class OpIndex {
  /** Per device: op → record, the ring of those ops by slot, and the number of the next record. */
  readonly #devices = new Map<string, { slots: Map<string, OpRecord>; ring: (string | undefined)[]; next: number }>();

  constructor(state: State) {
    for (const [id, record] of state.rows('op')) this.#note(id.slice(0, id.lastIndexOf('/')), record);
  }

  find(uuid: string, op: string | number): OpRecord | undefined {
    return this.#devices.get(uuid)?.slots.get(keyOfOp(op));
  }

  /** Adds a done command to the draft. The caller calls `noteDone` once the draft is committed. */
  record(draft: Draft, uuid: string, op: string | number, result: Readonly<Record<string, unknown>>): OpRecord {
    const n = this.#devices.get(uuid)?.next ?? 0;
    const record: OpRecord = { n, op, rev: draft.rev, result };
    draft.put('op', `${uuid}/${n % OP_SLOTS}`, record);
    return record;
  }

  noteDone(uuid: string, record: OpRecord): void {
    this.#note(uuid, record);
  }

  forget(uuid: string): void {
    this.#devices.delete(uuid);
  }

  #note(uuid: string, record: OpRecord): void {
    let device = this.#devices.get(uuid);
    if (!device) {
      device = { slots: new Map(), ring: [], next: 0 };
      this.#devices.set(uuid, device);
    }
    const slot = record.n % OP_SLOTS;
    const displaced = device.ring[slot];
    if (displaced !== undefined && device.slots.get(displaced)!.n % OP_SLOTS === slot) device.slots.delete(displaced);
    const key = keyOfOp(record.op);
    device.ring[slot] = key;
    device.slots.set(key, record);
    device.next = Math.max(device.next, record.n + 1);
  }
}
