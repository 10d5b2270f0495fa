/**
 * One audio context: made inside a tap, woken whenever the browser put it to sleep, and its way to the ears:
 * straight, or through a media element that survives a locked screen where the platform lets it. A context that says
 * it runs while its clock stands, or that no tap wakes, is `stuck`: only another one, made inside a tap, helps then.
 */
import { ClockWatch } from './clock-watch.js';
import type { LockScreenOptions } from './listener-api.js';

/** Safari's audio session; not in the DOM library. */
interface AudioSession {
  type: string;
}

/** Chromium's count of what it could not render in time; not in the DOM library. */
interface PlaybackStats {
  readonly underrunEvents: number;
  /** Seconds. */
  readonly underrunDuration: number;
}

/** Events that may come with the right to start audio, or say that the page or the network is back. */
const WAKING = ['pointerdown', 'touchend', 'keydown', 'pageshow', 'focus', 'online'] as const;
/** Those among them that are a tap. */
const TAPS: ReadonlySet<string> = new Set(['pointerdown', 'touchend', 'keydown']);
/** A context that does not run so long after a tap asked it to is stuck, ms. */
const ASKED_MS = 1500;
/**
 * Pause between two tries to move a clock that stands, or a media element that something pauses again and again, ms.
 */
const RETRY_MS = 2000;

export class Output {
  readonly context: AudioContext;
  /** Everything that shall be heard connects here. */
  readonly input: GainNode;
  readonly #onChange: () => void;
  readonly #onWake: (tap: boolean) => void;
  readonly #clock = new ClockWatch();
  #wanted = true;
  /** Paused from the lock screen: silent until the next tap on the page. */
  #held = false;
  /** The clock stands although the context says that it runs. */
  #stands = false;
  #movedMs = Number.NEGATIVE_INFINITY;
  #playedMs = Number.NEGATIVE_INFINITY;
  /** When a tap first asked a context to run that does not, by `performance.now()`. */
  #askedMs: number | undefined;
  #lockScreen: LockScreenOptions | null = null;
  #element: HTMLAudioElement | undefined;
  #stream: MediaStreamAudioDestinationNode | undefined;

  /**
   * Inside a tap. @param onChange sound comes out, or no longer does. @param onWake the page or the network may be
   * back; `tap` where it was a tap that woke it. @throws where there is no Web Audio.
   */
  constructor(sampleRate: number, onChange: () => void, onWake: (tap: boolean) => void) {
    // Else the silent switch of an iPhone mutes us. Must come before the context.
    const session = (navigator as { audioSession?: AudioSession }).audioSession;
    if (session) session.type = 'playback';
    try {
      this.context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
    } catch {
      this.context = new AudioContext({ latencyHint: 'interactive' });
    }
    this.input = this.context.createGain();
    this.input.connect(this.context.destination);
    this.#onChange = onChange;
    this.#onWake = onWake;
    this.context.addEventListener('statechange', this.#changed);
    document.addEventListener('visibilitychange', this.#wake);
    for (const type of WAKING) window.addEventListener(type, this.#wake, { capture: true, passive: true });
    this.resume();
  }

  /** True while the browser lets sound out. Safari adds the state `interrupted`. */
  get running(): boolean {
    return this.context.state === 'running' && !this.#stands && this.#element?.paused !== true;
  }

  /** The clock stands although the context says that it runs. */
  get stands(): boolean {
    return this.#stands;
  }

  /** This context will not come back; the next tap needs another one. */
  get stuck(): boolean {
    if (this.#stands) return true;
    return this.#askedMs !== undefined && performance.now() - this.#askedMs > ASKED_MS;
  }

  /** What the output adds after the context's present, ms; null where the browser does not tell. */
  get latencyMs(): number | null {
    const { outputLatency, baseLatency } = this.context as { outputLatency?: number; baseLatency?: number };
    const seconds = outputLatency || baseLatency;
    return seconds === undefined || seconds === 0 ? null : seconds * 1000;
  }

  /**
   * Times the browser's own audio thread was too late for the device, and output lost by it, ms; zeros where the
   * browser does not tell.
   */
  get underruns(): { readonly times: number; readonly lostMs: number } {
    const { playbackStats } = this.context as { playbackStats?: PlaybackStats };
    return { times: playbackStats?.underrunEvents ?? 0, lostMs: (playbackStats?.underrunDuration ?? 0) * 1000 };
  }

  get lockScreen(): boolean {
    return this.#element !== undefined;
  }

  /** As it was set, so that another context can take it over. */
  get lockScreenOptions(): LockScreenOptions | null {
    return this.#lockScreen;
  }

  resume(): void {
    this.#wanted = true;
    this.#held = false;
    this.retry();
  }

  suspend(): void {
    this.#wanted = false;
    this.#held = false;
    this.#askedMs = undefined;
    this.#element?.pause();
    this.context.suspend().catch(() => undefined);
    this.#showState();
  }

  /** Tries again what the browser may refuse outside a tap. Nothing happens where silence is wanted. */
  retry(): void {
    if (!this.#wanted) return;
    if (this.context.state !== 'running') this.context.resume().catch(() => undefined);
    if (this.#element?.paused) this.#play(this.#element);
    this.#showState();
  }

  /**
   * Looks whether the clock moves, and moves one that stands; to be called a few times per second. @param nowMs by
   * `performance.now()`.
   */
  look(nowMs: number): void {
    if (this.context.state !== 'running' || document.visibilityState !== 'visible') {
      this.#clock.reset();
      return;
    }
    const stands = this.#clock.observe(nowMs, this.context.currentTime);
    if (stands && nowMs - this.#movedMs >= RETRY_MS) {
      this.#movedMs = nowMs;
      this.context
        .suspend()
        .then(() => (this.#wanted ? this.context.resume() : undefined))
        .catch(() => undefined);
    }
    if (stands === this.#stands) return;
    this.#stands = stands;
    this.#changed();
  }

  /** Inside a tap. */
  setLockScreen(options: LockScreenOptions | null): void {
    this.#lockScreen = options;
    if (options) this.#throughElement();
    else this.#straight();
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = options && 'MediaMetadata' in window ? new MediaMetadata({ title: options.title }) : null;
    this.#showState();
    const handlers: [MediaSessionAction, (() => void) | null][] = [
      ['nexttrack', options?.onNext ?? null],
      ['previoustrack', options?.onPrevious ?? null],
      ['play', options ? () => this.resume() : null],
      // Without it the browser would pause the element by itself, and that cannot be told from a pause nobody wanted.
      ['pause', options ? () => this.#hold() : null],
    ];
    for (const [action, handler] of handlers) {
      try {
        session.setActionHandler(action, handler);
      } catch {
        // This browser does not know the button.
      }
    }
  }

  dispose(): void {
    this.setLockScreen(null);
    this.context.removeEventListener('statechange', this.#changed);
    document.removeEventListener('visibilitychange', this.#wake);
    for (const type of WAKING) window.removeEventListener(type, this.#wake, { capture: true });
    this.context.close().catch(() => undefined);
  }

  #throughElement(): void {
    if (this.#element) return;
    const stream = this.context.createMediaStreamDestination();
    const element = new Audio();
    element.srcObject = stream.stream;
    this.input.disconnect();
    this.input.connect(stream);
    this.#stream = stream;
    this.#element = element;
    element.addEventListener('pause', () => this.#paused(element));
    element.addEventListener('playing', this.#changed);
    for (const type of ['ended', 'error']) element.addEventListener(type, () => this.#ended(element));
    // Refused outside a tap: then straight is better than silence.
    element.play().catch(() => this.#straight());
  }

  #hold(): void {
    this.suspend();
    this.#held = true;
    this.#onChange();
  }

  /** The element was paused. If it was not us, it was a call or the system: it plays on at once, where it may. */
  #paused(element: HTMLAudioElement): void {
    if (!this.#wanted || element !== this.#element) return;
    this.#changed();
    // What pauses it again and again is answered at the pace of `retry`.
    if (performance.now() - this.#playedMs >= RETRY_MS) this.#play(element);
  }

  #ended(element: HTMLAudioElement): void {
    if (element === this.#element) this.#straight();
  }

  #play(element: HTMLAudioElement): void {
    this.#playedMs = performance.now();
    element.play().catch(() => undefined);
  }

  /** What the lock screen shows. */
  #showState(): void {
    if (!navigator.mediaSession) return;
    const on = this.#wanted && this.running;
    navigator.mediaSession.playbackState = !this.#lockScreen ? 'none' : on ? 'playing' : 'paused';
  }

  #straight(): void {
    if (!this.#element) return;
    this.#element.pause();
    this.#element.srcObject = null;
    this.#element = undefined;
    if (this.#stream) this.input.disconnect(this.#stream);
    this.#stream = undefined;
    this.input.connect(this.context.destination);
  }

  readonly #changed = (): void => {
    if (this.running) this.#askedMs = undefined;
    this.#showState();
    this.#onChange();
  };

  readonly #wake = (event: Event): void => {
    if (document.visibilityState !== 'visible') return;
    const tap = TAPS.has(event.type);
    if (tap && this.#held) this.resume();
    if (!this.#wanted) return;
    if (tap && this.context.state !== 'running') this.#askedMs ??= performance.now();
    this.retry();
    this.#onWake(tap);
  };
}
