/** A browser made by hand, for the page's objects: window, history, storage, HTTP and sockets. */
import type { SocketLike } from '../../src/web/link/mqtt-client.js';
import type { StorageLike } from '../../src/web/link/storage.js';
import { IDLE } from '../../src/web/listen/idle.js';
import type { EarResult, Listener, ListenerOptions, ListenState } from '../../src/web/listen/listener-api.js';
import type { Appearance, EventSource, PageEnv } from '../../src/web/model/env.js';
import { HandClock } from './clock.js';

class Events implements EventSource {
  readonly #runs = new Map<string, Set<() => void>>();

  addEventListener(type: string, run: () => void): void {
    const runs = this.#runs.get(type) ?? new Set();
    this.#runs.set(type, runs.add(run));
  }

  removeEventListener(type: string, run: () => void): void {
    this.#runs.get(type)?.delete(run);
  }

  emit(type: string): void {
    for (const run of this.#runs.get(type) ?? []) run();
  }

  /** Listeners that were added and not removed. */
  get count(): number {
    return [...this.#runs.values()].reduce((sum, runs) => sum + runs.size, 0);
  }
}

export class MapStorage implements StorageLike {
  readonly values = new Map<string, string>();
  get length(): number {
    return this.values.size;
  }
  key(index: number): string | null {
    return [...this.values.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}

/** The player without sound: it keeps what it was asked for. */
export class SilentPlayer implements Listener {
  readonly input = undefined;
  state: ListenState = IDLE;
  mix: string | undefined;
  disposed = false;
  readonly options: ListenerOptions;
  constructor(options: ListenerOptions) {
    this.options = options;
  }
  become(status: ListenState['status']): void {
    this.state = { ...this.state, status };
    this.options.onState?.(this.state);
  }
  start(): void {
    this.become('connecting');
  }
  stop(): void {
    this.become('idle');
  }
  setFloor(): void {}
  setMix(mix: string | undefined): void {
    this.mix = mix;
  }
  setLockScreen(): void {}
  measureEar(): Promise<EarResult> {
    return Promise.resolve({ ok: false, why: 'interrupted' });
  }
  subscribe(): () => void {
    return () => undefined;
  }
  dispose(): void {
    this.disposed = true;
  }
}

/** Answers one request; undefined lets the request fail. */
export type Answer = (method: string, path: string, body: unknown) => { status?: number; json: unknown } | undefined;

export class Browser {
  readonly clock = new HandClock();
  readonly window = new Events();
  readonly document = Object.assign(new Events(), { hidden: false });
  readonly storage = new MapStorage();
  readonly requests: { method: string; path: string; body: unknown; token: string | undefined }[] = [];
  readonly players: SilentPlayer[] = [];
  readonly location = {
    hash: '',
    protocol: 'http:',
    host: 'box.test:80',
    hostname: 'box.test',
    pathname: '/',
    search: '',
    reloads: 0,
    replace(url: string) {
      this.hash = url;
    },
    reload() {
      this.reloads++;
    },
  };
  /** Entries of the browser's history, and the present one. */
  readonly entries: unknown[] = [null];
  at = 0;
  appearance: Appearance | undefined;
  answer: Answer = () => undefined;
  language = 'en-GB';
  languages: PageEnv['languages'] = [];
  openSocket: (url: string) => SocketLike = () => {
    throw new Error('no sockets here');
  };

  readonly env = (): PageEnv => {
    const browser = this;
    return {
      window: this.window,
      document: this.document,
      location: this.location,
      history: {
        get state() {
          return browser.entries[browser.at];
        },
        pushState: (state) => {
          this.entries.splice(++this.at, Number.POSITIVE_INFINITY, state);
        },
        replaceState: (state, _unused, url) => {
          this.entries[this.at] = state;
          if (url !== undefined) this.location.hash = url.slice(url.indexOf('#'));
        },
        go: (delta) => this.travel(delta),
        forward: () => this.travel(1),
      },
      storage: () => this.storage,
      fetch: ((path: string, init: RequestInit) => this.#fetch(path, init)) as unknown as typeof fetch,
      openSocket: (url) => this.openSocket(url),
      createListener: (options) => {
        const player = new SilentPlayer(options);
        this.players.push(player);
        return player;
      },
      painter: {
        paint: () => () => undefined,
        colours: () => ({ text: '', surface: '', low: '', mid: '', high: '' }),
        repaint: () => undefined,
      },
      clock: this.clock,
      language: this.language,
      languages: this.languages,
      prefersLight: () => false,
      setAppearance: (appearance) => {
        this.appearance = appearance;
      },
      build: 'this-build',
    };
  };

  /** Moves through the history, as Back (−1) does. */
  travel(delta: number): void {
    this.at += delta;
    queueMicrotask(() => this.window.emit('popstate'));
  }

  /** Lets everything that waits for a promise go on. */
  settle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #fetch(path: string, { method = 'GET', body, headers }: RequestInit): Promise<Response> {
    const token = (headers as Record<string, string> | undefined)?.authorization?.slice('Bearer '.length);
    const sent = typeof body === 'string' ? JSON.parse(body) : undefined;
    this.requests.push({ method, path, body: sent, token });
    const answer = this.answer(method, path, sent);
    if (answer === undefined) throw new TypeError('fetch failed');
    return new Response(JSON.stringify(answer.json), { status: answer.status ?? 200 });
  }
}

/** A box as `/api/box` describes it. */
const BOX = {
  name: 'Box',
  serial: 'S1',
  version: '1.0.0',
  sampleRate: 48_000,
  periodFrames: 32,
  source: 'demo',
  channels: [
    { index: 0, name: 'Kick', color: '#ffffff', icon: 'kick' },
    { index: 1, name: 'Voice', color: '#ffffff', icon: 'vocal' },
  ],
  audio: { port: 5102, path: '/audio' },
  epoch: 'e',
};

/** A box that lets every device in under the uuid it asks for. */
export const openBox: Answer = (_method, path, body) => {
  if (path === '/api/box') return { json: BOX };
  if (path === '/version.json') return { json: { build: 'this-build' } };
  if (path === '/api/join')
    return { json: { uuid: (body as { uuid: string }).uuid, token: 'token-1', role: 'musician' } };
  return undefined;
};
