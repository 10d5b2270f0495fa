/**
 * What the stream worker asks of the main thread. No answer in time counts as a refusal, so that no connection hangs.
 * Stream worker only.
 */
import { NumberedRequests } from '../../base/numbered-requests.js';
import type { Mix } from '../../wire/mix.js';
import type { NativeHello, NativeMixChange, Refusal } from '../engine-api.js';
import type { NativeAnswer } from './native/native-server.js';
import type { FromStream } from './stream-messages.js';
import type { AudioQuery } from './web/audio-query.js';
import type { WebAnswer } from './web/web-server.js';

export type MixAnswer = Refusal | { readonly ok: true; readonly mix: Mix };

/** How long an answer may take, ms. */
const PATIENCE_MS = 5_000;

const LATE: Refusal = { ok: false, status: 503, code: 'busy', message: 'the box did not answer in time' };
const STOPPING: Refusal = { ok: false, status: 503, code: 'stopping', message: 'the box is stopping' };

export class MainRequests {
  /** The answers of each kind arrive here. */
  readonly web = new NumberedRequests<WebAnswer>(PATIENCE_MS, () => LATE);
  readonly native = new NumberedRequests<NativeAnswer>(PATIENCE_MS, () => LATE);
  readonly mix = new NumberedRequests<MixAnswer>(PATIENCE_MS, () => LATE);
  readonly #post: (message: FromStream) => void;

  constructor(post: (message: FromStream) => void) {
    this.#post = post;
  }

  /** Whether a web listener may come in. */
  askWeb(query: AudioQuery, address: string): Promise<WebAnswer> {
    return this.web.ask((id) => this.#post({ type: 'ask-web', id, address, ...query }));
  }

  /** Whether a native client may come in. */
  askNative(hello: NativeHello, connection: number): Promise<NativeAnswer> {
    return this.native.ask((id) => this.#post({ type: 'ask-native', id, connection, hello }));
  }

  /** A native client's change of its own mix. */
  changeMix(device: string, change: NativeMixChange): Promise<MixAnswer> {
    return this.mix.ask((id) => this.#post({ type: 'native-change', id, device, change }));
  }

  /** Refuses every request that waits. */
  close(): void {
    for (const requests of [this.web, this.native, this.mix]) requests.answerAll(STOPPING);
  }
}
