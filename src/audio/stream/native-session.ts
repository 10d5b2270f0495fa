/**
 * What a native connection becomes once it is let in: one of these, by the version that was agreed. Pure: types only.
 */
import type { ListenerStats } from '../engine-api.js';
import type { SourceDescription } from '../format.js';
import type { Mix } from '../mixer/mix.js';
import type { Fate } from './listener.js';

export interface NativeSession {
  readonly device: string;
  /** OUT_POS at which it wants the worker to wake; Infinity while its socket wakes it, or nothing is to be sent. */
  readonly dueAt: number;
  /** A control message of the client; what it goes on with later fails together with it. */
  control(type: string, json: Readonly<Record<string, unknown>>): void | Promise<void>;
  /** It sent a control packet that holds no message (`bad_json`), or the box failed at one (`internal`). */
  failed(code: 'bad_json' | 'internal', message: string): void;
  /** Hands over what is due and the socket takes. */
  pump(nowMs: number): void;
  /** Every 100 ms: what became of a socket that is full, and of one that has nothing to carry. */
  tick(nowMs: number): Fate;
  /** Somebody else changed its mix. */
  mixChanged(mix: Mix): void;
  sourceChanged(source: SourceDescription): void;
  /** No sound comes, and why. */
  keepAlive(reason: string): void;
  /** Control says something on a topic (version 3). */
  say(topic: string, payload: unknown): void;
  /** Control's answer to a subscription (version 3). */
  subscribed(topics: readonly string[], refused: readonly string[]): void;
  /** A last packet before the box closes the connection, where the version has one. */
  farewell(code: string): Uint8Array | undefined;
  stats(nowMs: number): ListenerStats;
  /** Its client takes nothing now. */
  readonly stalled: boolean;
  /** Gives back what it holds. */
  leave(): void;
}
