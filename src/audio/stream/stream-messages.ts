/**
 * Messages between the main thread and the stream worker. All are rare (joins, changes of a native mix, statistics);
 * sound itself goes through shared memory. Pure.
 */

import type { Mix } from '../../wire/mix.js';
import type {
  ListenerEvent,
  ListenerStats,
  NativeGrant,
  NativeHello,
  NativeMixChange,
  Refusal,
  WebGrant,
} from '../engine-api.js';
import type { SourceDescription } from '../format.js';
import type { MediaFigures } from './media/media-link.js';
import type { OpusFigures } from './opus/encoder-pool.js';
import type { ListenerPlan, SoundForm } from './sound-form.js';

/** `workerData` of the stream worker. */
export interface StreamWorkerData {
  readonly memory: WebAssembly.Memory;
  readonly kernel: WebAssembly.Module;
  readonly host: string;
  readonly audioPort: number;
  readonly nativePort: number;
  /** If present, the audio WebSocket is also served over TLS, on its own port. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly port: number };
  readonly source: SourceDescription;
  readonly boxVersion: string;
  /** As in `host-names`. */
  readonly hostNames?: readonly string[];
  /** Whether this thread asks for priority over ordinary threads, where that is permitted. */
  readonly raisePriority?: boolean;
  /** UDP port of sound over WebRTC; 0 picks a free one. */
  readonly mediaPort?: number;
  /** Path of the native addon (socket buffers, waker); absent if it could not be built. */
  readonly addonPath?: string;
}

/** The form in which a web listener wants its sound, and whether the box may choose another. */
interface AskedForm extends SoundForm {
  readonly adapt: boolean;
}

/** Main → stream worker. */
export type ToStream =
  /** Answer to `ask-web`. `bus` is already starting. */
  | { type: 'web-answer'; id: number; answer: Refusal | (WebGrant & { bus: number }) }
  /** Answer to `ask-native`. Protocol 3 gets a `bus`, already starting. */
  | { type: 'native-answer'; id: number; connection: number; answer: Refusal | (NativeGrant & { bus?: number }) }
  /** Control sends a message to a client of protocol 3. */
  | { type: 'native-say'; connection: number; topic: string; payload: unknown }
  | { type: 'native-subscribed'; connection: number; topics: readonly string[]; refused: readonly string[] }
  | { type: 'native-changed'; id: number; answer: Refusal | { ok: true; mix: Mix } }
  /** Another client changed this device's mix. */
  | { type: 'native-mix'; device: string; mix: Mix }
  | { type: 'clients'; connected: number }
  | { type: 'disconnect'; device: string }
  /** All places are taken: the listener of this bus, or this native connection, must make room. */
  | { type: 'displace'; kind: 'web' | 'native'; device: string; bus?: number; connection?: number }
  /** Names under which clients may address the audio port, besides addresses and the computer's own names. */
  | { type: 'host-names'; names: readonly string[] }
  /** Codec, frames and copies for the listeners of this device that take any. */
  | { type: 'plan'; device: string; plan: ListenerPlan }
  /** A media process listens on the Unix socket at `path`. Undefined: it is being started. */
  | { type: 'media'; path: string | undefined }
  | { type: 'source'; source: SourceDescription }
  | { type: 'stats'; id: number }
  | { type: 'stop' };

/** Stream worker → main. */
export type FromStream =
  | { type: 'listening'; audioPort: number; nativePort: number; tlsAudioPort?: number }
  | { type: 'failed'; setting: '--audio-port' | '--native-port' | '--tls-audio-port'; message: string }
  | ({ type: 'ask-web'; id: number; device: string; token: string; mix?: string; address: string } & AskedForm)
  | { type: 'ask-native'; id: number; connection: number; hello: NativeHello }
  /** A client of protocol 3 publishes to control, as it would over MQTT. */
  | { type: 'native-publish'; connection: number; topic: string; payload: unknown }
  | { type: 'native-subscribe'; connection: number; topics: readonly string[] }
  | { type: 'native-unsubscribe'; connection: number; topics: readonly string[] }
  /** A native connection of any version, once let in, has ended. */
  | { type: 'native-gone'; connection: number }
  | { type: 'native-change'; id: number; device: string; change: NativeMixChange }
  /** `sinceMs`: when the worker noticed the event, monotonic. */
  | { type: 'event'; event: ListenerEvent; sinceMs: number }
  | { type: 'stats'; id: number; listeners: readonly ListenerStats[]; opus: OpusFigures; media: MediaFigures }
  | { type: 'warning'; line: string }
  /** A barrier caught an error; `text` is its stack. */
  | { type: 'fault'; door: string; text: string }
  /** An error passed every barrier, so the box must end; `text` is its stack. */
  | { type: 'dying'; text: string }
  | { type: 'stopped' };
