/**
 * What the page sees of the player: one `Listener` per page, made by `createListener` (listener.ts). No UI framework,
 * no global state; everything runs on the page's main thread. Pure: types only.
 */

/** How much delay the musician trades for safety. Milliseconds per path are in `floors.ts`. */
export type ListenFloor = 'low' | 'normal' | 'safe';

/**
 * How sound leaves the browser, best first: AudioWorklet (secure origins only), ScriptProcessorNode (plain http),
 * scheduled AudioBufferSources (where neither keeps up). Chosen by what exists and by what keeps up on this device.
 */
export type ListenPath = 'worklet' | 'script' | 'buffers';

/**
 * - `idle`: not started, or stopped by the user.
 * - `connecting`: no connection to the box yet, or again (it retries by itself).
 * - `buffering`: connected, filling the jitter buffer.
 * - `playing`: sound is playing.
 * - `paused`: the browser holds the audio (locked screen, a call, no gesture yet); resumes by itself or by the next
 *   touch.
 * - `replaced`: the same device listens somewhere else; only `start()` brings it back.
 * - `failed`: this browser has no Web Audio at all.
 */
export type ListenStatus = 'idle' | 'connecting' | 'buffering' | 'playing' | 'paused' | 'replaced' | 'failed';

/** The one thing worth telling when listening is not as it should be; the page has the sentence. */
export type ListenCause =
  /** Packets come late or were dropped: go nearer to the box. */
  | 'weak-wifi'
  /** The phone slept or another app took the audio. */
  | 'asleep'
  /** The output itself adds more than 120 ms: nearly always Bluetooth. */
  | 'bluetooth'
  /** Another page or app of the same device listens now. */
  | 'replaced'
  /** All places of the box are taken; it is asked again by itself. */
  | 'box-full'
  /** The box does not answer. */
  | 'box-gone'
  /** The box answers but sends no sound: its sound card is gone. */
  | 'source-gone'
  /** The phone itself is too busy to keep the sound going. */
  | 'busy';

/** A snapshot; a new object with each change, so that it may be kept in a signal. */
export interface ListenState {
  readonly status: ListenStatus;
  readonly cause: ListenCause | null;
  /** Null until started. */
  readonly path: ListenPath | null;
  /** Frames per render call of the path (128, 512, 1024 …), 0 until started. */
  readonly blockFrames: number;
  readonly floor: ListenFloor;
  /**
   * Capture at the box → this device's output, ms; null while unknown. Excludes Bluetooth where the browser hides it.
   */
  readonly delayMs: number | null;
  /** Connected, but no packet of sound has come for half a second: nothing is heard, whatever `status` says. */
  readonly soundless: boolean;
  /** Sound waiting in the jitter buffer, ms. */
  readonly fillMs: number;
  /** What the jitter buffer steers to, ms. */
  readonly targetMs: number;
  /** Times since start that the buffer ran empty because packets came late. */
  readonly underruns: number;
  /** Sound since start that was made up or silent, ms. */
  readonly concealedMs: number;
  /** Of these, silent. */
  readonly silentMs: number;
  /** Sound since start that came but was not heard, ms: this device was too busy to put it out in time. */
  readonly lostMs: number;
  /** Speed correction now, parts per million; 0 = samples pass untouched. */
  readonly ratioPpm: number;
  /** What the browser says its output adds, ms; null where it does not tell. */
  readonly outputMs: number | null;
  /** The box says that this mix is muted. */
  readonly muted: boolean;
  /** Sound goes through a media element, so that it survives a locked screen where the platform lets it. */
  readonly lockScreen: boolean;
}

export interface ListenerOptions {
  /** `ws://host:5102/audio`, without query. */
  readonly url: string;
  readonly deviceUuid: string;
  readonly token: string;
  /** Whose mix; absent = one's own. */
  readonly mix?: string;
  /** Frames per packet, 128…1920. Default 480 (10 ms). */
  readonly frames?: number;
  /** Default `normal`. */
  readonly floor?: ListenFloor;
  /** The box's rate (`/api/box`); the context is made with it where the browser lets us. Default 48000. */
  readonly sampleRate?: number;
  /** Where the built scripts lie, same origin. Defaults `/listen-worklet.js` and `/listen-worker.js`. */
  readonly workletUrl?: string;
  readonly workerUrl?: string;
  /** Called at most 4 times per second, and at once when `status` or `cause` changes. */
  readonly onState?: (state: ListenState) => void;
}

/** Buttons of the lock screen and of headphones. */
export interface LockScreenOptions {
  /** Shown as the title: the musician's name or the box's. */
  readonly title: string;
  /** "Next track": me +1 dB. */
  readonly onNext: () => void;
  /** "Previous track": me −1 dB. */
  readonly onPrevious: () => void;
}

export interface Listener {
  readonly state: ListenState;
  /** Must be called synchronously inside a click or touch: the audio context is made here, once, and never again. */
  start(): void;
  /** Closes the connection and silences; the context is kept for the next `start()`. */
  stop(): void;
  setFloor(floor: ListenFloor): void;
  /** Listens to another mix (engineers), or to one's own again: a new connection, no new tap. */
  setMix(mix: string | undefined): void;
  /** Routes through a media element with Media Session buttons, or back. Call it inside a tap. */
  setLockScreen(options: LockScreenOptions | null): void;
  /** A listener of state; returns its remover. The present state is delivered at once. */
  subscribe(onState: (state: ListenState) => void): () => void;
  /** Stops and gives back everything. */
  dispose(): void;
}

export type CreateListener = (options: ListenerOptions) => Listener;
