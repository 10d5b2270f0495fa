/**
 * The page's one audio context: made inside a tap and never again (iOS forbids more), woken whenever the browser put it to sleep, and its way to the ears:
 * straight, or through a media element that survives a locked screen where the platform lets it.
 */
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

export class Output {
  readonly context: AudioContext;
  /** Everything that shall be heard connects here. */
  readonly input: GainNode;
  readonly #onChange: () => void;
  readonly #onWake: () => void;
  #wanted = true;
  #element: HTMLAudioElement | undefined;
  #stream: MediaStreamAudioDestinationNode | undefined;

  /**
   * Inside a tap. @param onChange the context runs, or no longer does. @param onWake the page or the network may be back.
   * @throws where there is no Web Audio.
   */
  constructor(sampleRate: number, onChange: () => void, onWake: () => void) {
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
    return this.context.state === 'running';
  }

  /** What the output adds after the context's present, ms; null where the browser does not tell. */
  get latencyMs(): number | null {
    const { outputLatency, baseLatency } = this.context as { outputLatency?: number; baseLatency?: number };
    const seconds = outputLatency || baseLatency;
    return seconds === undefined || seconds === 0 ? null : seconds * 1000;
  }

  /** Times the browser's own audio thread was too late for the device, and output lost by it, ms; zeros where the browser does not tell. */
  get underruns(): { readonly times: number; readonly lostMs: number } {
    const { playbackStats } = this.context as { playbackStats?: PlaybackStats };
    return { times: playbackStats?.underrunEvents ?? 0, lostMs: (playbackStats?.underrunDuration ?? 0) * 1000 };
  }

  get lockScreen(): boolean {
    return this.#element !== undefined;
  }

  resume(): void {
    this.#wanted = true;
    if (!this.running) this.context.resume().catch(() => undefined);
    if (this.#element?.paused) this.#element.play().catch(() => undefined);
  }

  suspend(): void {
    this.#wanted = false;
    this.#element?.pause();
    this.context.suspend().catch(() => undefined);
  }

  /** Inside a tap. */
  setLockScreen(options: LockScreenOptions | null): void {
    if (options) this.#throughElement();
    else this.#straight();
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = options && 'MediaMetadata' in window ? new MediaMetadata({ title: options.title }) : null;
    session.playbackState = options ? 'playing' : 'none';
    const handlers: [MediaSessionAction, (() => void) | null][] = [
      ['nexttrack', options?.onNext ?? null],
      ['previoustrack', options?.onPrevious ?? null],
      ['play', options ? () => this.resume() : null],
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
    // Refused outside a tap: then straight is better than silence.
    element.play().catch(() => this.#straight());
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

  readonly #changed = (): void => this.#onChange();

  readonly #wake = (): void => {
    if (!this.#wanted || document.visibilityState !== 'visible') return;
    this.resume();
    this.#onWake();
  };
}
