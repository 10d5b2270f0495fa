/** The page's one player, created when it is first used; its state as a signal. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../i18n/language.js';
import type { PageStorage } from '../link/storage.js';
import type { EarFailure, Listener, ListenFloor, ListenState } from '../listen/listener-api.js';
import type { BoxAccess } from './box-access.js';
import type { PageEnv } from './env.js';
import type { Identity } from './identity.js';
import { figuresInWords, type MoreMe } from './more-me.js';

const FLOOR_KEY = 'fichatech_web_listen_floor';
/** Kept while the device needs a large output buffer. */
const LARGE_BUFFER_KEY = 'fichatech_web_listen_large_buffer';

/** The measurement of the delay to the ear: not running, running, or why the last one failed. */
export type EarState = 'idle' | 'measuring' | EarFailure;

const toTenths = (ms: number): number => Math.round(ms * 10) / 10;

export const isOn = (state: ListenState | undefined): boolean =>
  state !== undefined && !['idle', 'failed', 'replaced'].includes(state.status);

export class Listening {
  readonly #env: Pick<PageEnv, 'createListener' | 'location'>;
  readonly #storage: PageStorage;
  readonly #access: BoxAccess;
  readonly #identity: Identity;
  readonly #more: MoreMe;
  readonly #state = signal<ListenState | undefined>(undefined);
  readonly #cue = signal<string | undefined>(undefined);
  readonly #ear = signal<EarState>('idle');
  #player: Listener | undefined;
  /** The device that the player was made for. */
  #owner = '';
  readonly #endWatch: () => void;

  constructor(
    env: Pick<PageEnv, 'createListener' | 'location'>,
    storage: PageStorage,
    access: BoxAccess,
    identity: Identity,
    more: MoreMe,
  ) {
    this.#env = env;
    this.#storage = storage;
    this.#access = access;
    this.#identity = identity;
    this.#more = more;
    // The box closes the sound too, but may find the player between two connections.
    const ends = [
      effect(() => {
        if (access.link.value?.state.value === 'dismissed') this.#player?.stop();
      }),
      // The lock screen says the figures too.
      effect(() => {
        if (more.figures.value !== undefined && this.#state.peek()?.lockScreen === true) this.setLockScreen(true);
      }),
    ];
    this.#endWatch = () => {
      for (const end of ends) end();
    };
  }

  /** Undefined until the first tap. */
  get state(): ReadonlySignal<ListenState | undefined> {
    return this.#state;
  }

  /** Where other sounds of the page join the music; undefined while nothing comes out. */
  get input(): AudioNode | undefined {
    return this.#player?.input;
  }

  /** The mix that is heard instead of the own one (an engineer's cue). */
  get cue(): ReadonlySignal<string | undefined> {
    return this.#cue;
  }

  get ear(): ReadonlySignal<EarState> {
    return this.#ear;
  }

  /** Measures the delay to the ear. The box keeps the result with the device. Rejects if the box refuses it. */
  readonly measureEar = async (): Promise<void> => {
    const link = this.#access.link.peek();
    if (this.#player === undefined || link === undefined || this.#ear.peek() === 'measuring') return;
    this.#ear.value = 'measuring';
    const result = await this.#player.measureEar();
    this.#ear.value = result.ok ? 'idle' : result.why;
    if (!result.ok) return;
    const ear = { ms: toTenths(result.ms), spreadMs: toTenths(result.spreadMs) };
    await link.command(`device/${link.uuid}`, { action: 'ear', ear });
  };

  /** Starts or stops. Call it inside the tap: browsers start sound only there. */
  toggle(): void {
    const player = this.#get();
    if (player === undefined) return;
    if (isOn(player.state)) {
      player.stop();
      this.#cue.value = undefined;
      player.setMix(undefined);
    } else {
      player.start();
    }
  }

  /** Switches to somebody else's mix, or back to the own one. Call it inside the tap. */
  listenTo(mix: string | undefined): void {
    const player = this.#get();
    if (player === undefined) return;
    this.#cue.value = mix;
    player.setMix(mix);
    if (!isOn(player.state)) player.start();
  }

  readonly setFloor = (floor: ListenFloor): void => {
    this.#storage.keep(FLOOR_KEY, floor);
    // Who asks for the least delay tries the smallest buffer again, from the next page on.
    if (floor === 'low') this.#storage.keep(LARGE_BUFFER_KEY, '');
    this.#get()?.setFloor(floor);
  };

  readonly setLockScreen = (on: boolean): void => {
    const figures = this.#more.figures.peek();
    const title = t('mixOf', { name: this.#identity.name.peek() });
    this.#get()?.setLockScreen(
      on
        ? {
            title: figures === undefined ? title : `${figuresInWords(figures)} · ${title}`,
            onNext: () => this.#more.nudge(1),
            onPrevious: () => this.#more.nudge(-1),
          }
        : null,
    );
  };

  dispose(): void {
    this.#endWatch();
    this.#player?.dispose();
    this.#player = undefined;
  }

  /** The player of the present device; a new one when the device changed. */
  #get(): Listener | undefined {
    const box = this.#access.box.peek();
    const link = this.#access.link.peek();
    const { token } = this.#identity;
    if (box === undefined || link === undefined || token === undefined) return undefined;
    const owner = `${link.uuid} ${token}`;
    if (this.#player !== undefined && this.#owner === owner) return this.#player;
    this.#player?.dispose();
    this.#owner = owner;
    const { protocol, hostname } = this.#env.location;
    const [scheme, port] =
      protocol === 'https:' ? ['wss', box.tls?.audioPort ?? box.audio.port] : ['ws', box.audio.port];
    this.#player = this.#env.createListener({
      url: `${scheme}://${hostname}:${port}${box.audio.path}`,
      deviceUuid: link.uuid,
      token,
      sampleRate: box.sampleRate,
      floor: this.#keptFloor(),
      largeBuffer: this.#storage.recall(LARGE_BUFFER_KEY) === 'yes',
      onLargeBuffer: () => this.#storage.keep(LARGE_BUFFER_KEY, 'yes'),
      onState: (state) => this.#became(state),
    });
    return this.#player;
  }

  #keptFloor(): ListenFloor {
    const kept = this.#storage.recall(FLOOR_KEY);
    return kept === 'low' || kept === 'safe' ? kept : 'normal';
  }

  #became(state: ListenState): void {
    this.#state.value = state;
    // The box ended it, for example because this device is no longer an engineer's: the next tap is for the own mix.
    if (state.status === 'idle' && this.#cue.peek() !== undefined) {
      this.#cue.value = undefined;
      this.#player?.setMix(undefined);
    }
  }
}
