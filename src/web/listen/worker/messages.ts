/** Messages between the page, the connection's worker and the worklet. Pure. */
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { PlayoutPacket, PlayoutStats } from '../../../playout/playout-types.js';

/** Page → worker. */
export type ToWorker =
  /** The port for packets of sound. Transferred. */
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'open'; readonly url: string }
  | { readonly type: 'close' }
  | { readonly type: 'retry' }
  | { readonly type: 'send'; readonly text: string };

/** Worker → page. */
export type FromWorker =
  | { readonly type: 'opened' }
  | { readonly type: 'closed'; readonly code: number }
  /** A whole message that is not sound. Transferred. */
  | { readonly type: 'message'; readonly data: ArrayBuffer };

/** Page → worklet, over the node's port. */
export type ToWorklet =
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'bounds'; readonly bounds: LeadBounds };

/** A packet of sound for the player. */
export interface FedPacket extends PlayoutPacket {
  /** When it came to the browser, ms since 1970. */
  readonly receivedMs: number;
}

/** Worker (or page) → player: a packet of sound; null means that another stream begins. Its samples are transferred. */
export type Feed = FedPacket | null;

/** Worklet → page, four times per second. */
export interface WorkletReport {
  readonly stats: PlayoutStats;
  /** `Date.now()` of the render call that took `stats`. */
  readonly wallMs: number;
}

/** The second byte of a message: 0 = sound. */
export function isSound(data: ArrayBuffer): boolean {
  return data.byteLength > 1 && new Uint8Array(data, 1, 1)[0] === 0;
}
