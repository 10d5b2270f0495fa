/**
 * Keeps the page up to date. When the box comes back with other software, the page
 * reloads itself. It asks first while somebody listens or may be holding a fader.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { BuildAnswer } from '../../wire/answers.js';
import type { Api } from '../link/api.js';
import type { BoxAccess } from './box-access.js';
import type { PageEnv } from './env.js';
import { isOn, type Listening } from './listening.js';

/** After a touch within this time the page asks instead of reloading, ms. */
const IDLE_MS = 20_000;
const TOUCHES = ['pointerdown', 'keydown'] as const;

type Env = Pick<PageEnv, 'window' | 'location' | 'clock' | 'build'>;

export class VersionWatch {
  readonly #env: Env;
  readonly #api: Api;
  readonly #listening: Listening;
  readonly #newer = signal(false);
  readonly #end: () => void;
  #reloading = false;
  #touchedAt = Number.NEGATIVE_INFINITY;

  constructor(env: Env, api: Api, access: BoxAccess, listening: Listening) {
    this.#env = env;
    this.#api = api;
    this.#listening = listening;
    for (const kind of TOUCHES) env.window.addEventListener(kind, this.#touched);
    // Each time the connection opens, the box may run other software than before.
    this.#end = effect(() => {
      if (access.link.value?.state.value === 'open') void this.check();
    });
  }

  /** The box serves another build of the page, and the user decides when to reload. */
  get newer(): ReadonlySignal<boolean> {
    return this.#newer;
  }

  /** The page is about to load again, because it or its user asked for it. */
  get reloading(): boolean {
    return this.#reloading;
  }

  reload(): void {
    this.#reloading = true;
    this.#env.location.reload();
  }

  /** Asks the box which build of the page it serves now. */
  async check(): Promise<void> {
    const answer = await this.#api.json<BuildAnswer>('GET', '/version.json').catch(() => undefined);
    if (answer === undefined || answer.build === this.#env.build) return;
    const touched = this.#env.clock.now() - this.#touchedAt < IDLE_MS;
    if (isOn(this.#listening.state.peek()) || touched) this.#newer.value = true;
    else this.reload();
  }

  dispose(): void {
    this.#end();
    for (const kind of TOUCHES) this.#env.window.removeEventListener(kind, this.#touched);
  }

  readonly #touched = (): void => {
    this.#touchedAt = this.#env.clock.now();
  };
}
