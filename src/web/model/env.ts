/** What the page takes from its browser. Tests hand in their own. Types only. */
import type { FurtherLanguage } from '../i18n/further.js';
import type { SocketLike } from '../link/mqtt-client.js';
import type { StorageLike } from '../link/storage.js';
import type { Listener, ListenerOptions } from '../listen/listener-api.js';
import type { Painter } from '../meter/meter-source.js';
import type { Clock } from '../sync/outbox.js';

/** Something that sends events: the window or the document. */
export interface EventSource {
  addEventListener(type: string, run: () => void): void;
  removeEventListener(type: string, run: () => void): void;
}

interface LocationLike {
  hash: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
  replace(url: string): void;
  reload(): void;
}

interface HistoryLike {
  readonly state: unknown;
  pushState(state: unknown, unused: string): void;
  replaceState(state: unknown, unused: string, url?: string): void;
  go(delta: number): void;
  forward(): void;
}

/** How the whole page looks. */
export interface Appearance {
  readonly light: boolean;
  readonly largeText: boolean;
}

export interface PageEnv {
  readonly window: EventSource;
  readonly document: EventSource & { readonly hidden: boolean };
  readonly location: LocationLike;
  readonly history: HistoryLike;
  /** The browser's storage; it may throw. */
  readonly storage: () => StorageLike;
  readonly fetch: typeof fetch;
  readonly openSocket: (url: string, protocol: string) => SocketLike;
  readonly createListener: (options: ListenerOptions) => Listener;
  readonly painter: Painter;
  readonly clock: Clock;
  /** BCP 47 tag of the browser's language. */
  readonly language: string;
  /** Languages besides English and Spanish that this build has. */
  readonly languages: readonly FurtherLanguage[];
  /** Whether the system prefers light colours. */
  readonly prefersLight: () => boolean;
  readonly setAppearance: (appearance: Appearance) => void;
  /** The name of this build of the page. */
  readonly build: string;
}
