/**
 * One audio context and its route to the speakers. It is created inside a tap and resumed whenever the browser suspends
 * it. The route is direct, or through a media element that survives a locked screen where the platform allows it.
 * A context is `stuck` if its clock stands still in state `running`, or if no tap resumes it. Only a new context,
 * created inside a tap, helps then.
 */

import type { LockScreenOptions } from '../listener-api.js';
import { ClockWatch } from './clock-watch.js';

/**
 * 0 asks for the smallest buffer that the device allows. `interactive` asks for the buffer that the browser thinks
 * safe; it is often larger.
 */
export type LatencyHint = 0 | 'interactive';

/** Safari's audio session; not in the DOM library. */
interface AudioSession {
  type: string;
}

/** Chromium's count of blocks that it could not render in time; not in the DOM library. */
interface PlaybackStats {
  readonly underrunEvents: number;
  /** Seconds. */
  readonly underrunDuration: number;
}

/** Events that may bring the right to start audio, or show that the page or the network is back. */
const WAKING = ['pointerdown', 'touchend', 'keydown', 'pageshow', 'focus', 'online'] as const;
/** The events among them that are a tap. */
const TAPS: ReadonlySet<string> = new Set(['pointerdown', 'touchend', 'keydown']);
/** A context that does not run this long after a tap resumed it is stuck, ms. */
const ASKED_MS = 1500;
/** Pause between two tries to move a standing clock, or to resume a media element that keeps being paused, ms. */
const RETRY_MS = 2000;

export class Output {
  readonly context: AudioContext;
  /** All sound connects here. */
  readonly input: GainNode;
  readonly #onChange: () => void;
  readonly #onWake: (tap: boolean) => void;
  readonly #clock = new ClockWatch();
  #wanted = true;
  /** Paused from the lock screen: silent until the next tap on the page. */
  #held = false;
  /** The clock stands although the context's state is `running`. */
  #stands = false;
  #movedMs = Number.NEGATIVE_INFINITY;
  #playedMs = Number.NEGATIVE_INFINITY;
  /** When a tap first resumed the context without success, by `performance.now()`. */
  #askedMs: number | undefined;
  #lockScreen: LockScreenOptions | null = null;
  #element: HTMLAudioElement | undefined;
  #stream: MediaStreamAudioDestinationNode | undefined;

  /**
   * Call it inside a tap. @param sampleRate hertz; used where the browser allows it. @param onChange sound comes out,
   * or no longer does. @param onWake the page or the network may be back; `tap` if a tap woke it.
   * @throws where there is no Web Audio.
   */
  constructor(sampleRate: number, latencyHint: LatencyHint, onChange: () => void, onWake: (tap: boolean) => void) {
    // Otherwise the silent switch of an iPhone mutes the page. Must come before the context.
    const session = (navigator as { audioSession?: AudioSession }).audioSession;
    if (session) session.type = 'playback';
    try {
      this.context = new AudioContext({ sampleRate, latencyHint });
    } catch {
      this.context = new AudioContext({ latencyHint });
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

  /** The clock stands although the context's state is `running`. */
  get stands(): boolean {
    return this.#stands;
  }

  /** This context will not come back; the next tap needs a new one. */
  get stuck(): boolean {
    if (this.#stands) return true;
    return this.#askedMs !== undefined && performance.now() - this.#askedMs > ASKED_MS;
  }

  /** Output latency after the context's present, ms; null where the browser reports none. */
  get latencyMs(): number | null {
    const { outputLatency, baseLatency } = this.context as { outputLatency?: number; baseLatency?: number };
    const seconds = outputLatency || baseLatency;
    return seconds === undefined || seconds === 0 ? null : seconds * 1000;
  }

  /**
   * How often the browser's audio thread was too late for the device, and the output lost by it, ms. Zeros where the
   * browser does not report it.
   */
  get underruns(): { readonly times: number; readonly lostMs: number } {
    const { playbackStats } = this.context as { playbackStats?: PlaybackStats };
    return { times: playbackStats?.underrunEvents ?? 0, lostMs: (playbackStats?.underrunDuration ?? 0) * 1000 };
  }

  get lockScreen(): boolean {
    return this.#element !== undefined;
  }

  /** The options as they were set, so that another context can take them over. */
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

  /** Silences this output without stopping it, or no longer. */
  silence(on: boolean): void {
    this.input.gain.setTargetAtTime(on ? 0 : 1, this.context.currentTime, 0.01);
  }

  /** Retries what the browser may refuse outside a tap. Does nothing while silence is wanted. */
  retry(): void {
    if (!this.#wanted) return;
    if (this.context.state !== 'running') this.context.resume().catch(() => undefined);
    if (this.#element?.paused) this.#play(this.#element);
    this.#showState();
  }

  /**
   * Checks whether the clock moves, and restarts a clock that stands.
   * Call it a few times per second. @param nowMs by `performance.now()`.
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

  /** Call it inside a tap. */
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
      // Without this handler the browser would pause the element itself, which looks like a pause that nobody wanted.
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
    // Refused outside a tap: the direct route is better than silence. A pause before it plays refuses nothing.
    element.play().catch((error: Error) => {
      if (error.name !== 'AbortError') this.#ended(element);
    });
  }

  #hold(): void {
    this.suspend();
    this.#held = true;
    this.#onChange();
  }

  /** The element was paused. If this page did not do it, a call or the system did: it plays on at once, if allowed. */
  #paused(element: HTMLAudioElement): void {
    if (!this.#wanted || element !== this.#element) return;
    this.#changed();
    // Repeated pauses are answered at the pace of `retry`.
    if (performance.now() - this.#playedMs >= RETRY_MS) this.#play(element);
  }

  #ended(element: HTMLAudioElement): void {
    if (element === this.#element) this.#straight();
  }

  #play(element: HTMLAudioElement): void {
    this.#playedMs = performance.now();
    element.play().catch(() => undefined);
  }

  /** Title and buttons of the lock screen. */
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
