/**
 * What a native connection becomes once it is let in; the agreed version decides which kind. Pure: types only.
 */

import type { Mix } from '../../../wire/mix.js';
import type { ListenerStats } from '../../engine-api.js';
import type { SourceDescription } from '../../format.js';
import type { Fate } from '../listener-queue.js';
import type { ListenerPlan } from '../sound-form.js';

/** What the sound of a native client tells of itself. */
export type SoundStats = Omit<ListenerStats, 'device' | 'mix' | 'kind' | 'forMs' | 'report'>;

export interface NativeSession {
  readonly device: string;
  /**
   * OUT_POS at which the worker should wake for this session. Infinity if its socket will
   * wake it, or if there is nothing to send.
   */
  readonly dueAt: number;
  /** Handles a control message of the client. If the returned promise rejects, this message has failed. */
  control(type: string, json: Readonly<Record<string, unknown>>): void | Promise<void>;
  /** The client sent an invalid control packet (`bad_json`), or the box failed to handle one (`internal`). */
  failed(code: 'bad_json' | 'internal', message: string): void;
  /** Hands over every due packet that the socket takes. */
  pump(nowMs: number): void;
  /** Called every 100 ms: checks the socket, whether it is full or has nothing to carry. */
  tick(nowMs: number): Fate;
  /** Another client changed its mix. */
  mixChanged(mix: Mix): void;
  /** The box chose codec, frames and copies for it (version 3). */
  follow(plan: ListenerPlan): void;
  sourceChanged(source: SourceDescription): void;
  /** Called while no sound comes, with the reason. */
  keepAlive(reason: string): void;
  /** Control sends a message on a topic (version 3). */
  say(topic: string, payload: unknown): void;
  /** Control answers a subscription (version 3). */
  subscribed(topics: readonly string[], refused: readonly string[]): void;
  /** A last packet before the box closes the connection, if the version has one. */
  farewell(code: string): Uint8Array | undefined;
  stats(nowMs: number): ListenerStats;
  /** Whether its client takes nothing now. */
  readonly stalled: boolean;
  /** Releases what it holds. */
  leave(): void;
}
