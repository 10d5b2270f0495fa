/**
 * The player as the page sees it: one `Listener` per page, made by `createListener` (listener.ts).
 * No UI framework, no global state; everything runs on the page's main thread. Types only.
 */

/** How much delay the musician trades for safety; milliseconds are in `LEAD_BOUNDS`. */
export type ListenFloor = 'low' | 'normal' | 'safe';

/**
 * How sound leaves the browser, best first. `worklet`: an AudioWorklet, on secure origins only. `ring`: one looping
 * AudioBuffer that is written while it plays. `buffers`: scheduled AudioBufferSources, where a playing buffer is a
 * copy.
 */
export type ListenPath = 'worklet' | 'ring' | 'buffers';

/**
 * - `idle`: not started, or stopped by the user.
 * - `connecting`: no connection to the box yet, or no longer (retries by itself).
 * - `buffering`: connected, filling the jitter buffer.
 * - `playing`: sound is playing.
 * - `paused`: the browser holds the audio (locked screen, a
 *   call, no gesture yet). Resumes by itself or by the next touch.
 * - `replaced`: the same device listens somewhere else; only `start()` brings it back.
 * - `failed`: this browser has no Web Audio at all.
 */
export type ListenStatus = 'idle' | 'connecting' | 'buffering' | 'playing' | 'paused' | 'replaced' | 'failed';

/** Why listening is disturbed: the one cause to show. The page has the sentence. */
export type ListenCause =
  /** Packets come late or were dropped: go nearer to the box. */
  | 'weak-wifi'
  /** The phone slept or another app took the audio. */
  | 'asleep'
  /** The output itself adds more than 120 ms: nearly always Bluetooth. */
  | 'bluetooth'
  /** Another page or app of the same device listens now. */
  | 'replaced'
  /** All places of the box are taken; the player asks again by itself. */
  | 'box-full'
  /** The box's radio has no room for another listener; the player asks again by itself. */
  | 'air-full'
  /** The same, but it would have room with the floor `safe`. */
  | 'air-safe'
  /** The box does not answer. */
  | 'box-gone'
  /** The box answers but sends no sound: its sound card is gone. */
  | 'source-gone'
  /** The phone itself is too busy to keep the sound going. */
  | 'busy';

/** A snapshot of the player. Each change makes a new object, so a signal may hold it. */
export interface ListenState {
  readonly status: ListenStatus;
  readonly cause: ListenCause | null;
  /** Null until started. */
  readonly path: ListenPath | null;
  readonly floor: ListenFloor;
  /** Delay from capture at the box to the page's output, ms; null while unknown. `outputMs` comes on top. */
  readonly delayMs: number | null;
  /** Connected, but no packet of sound for half a second: the musician hears nothing, whatever `status` says. */
  readonly soundless: boolean;
  /** Sound waiting in the jitter buffer, ms. */
  readonly fillMs: number;
  /** The fill that the jitter buffer steers to, ms. */
  readonly targetMs: number;
  /** How often, since start, the buffer ran empty because packets came late. */
  readonly underruns: number;
  /** Sound since start that was concealed or silent, ms. */
  readonly concealedMs: number;
  /** The silent part of `concealedMs`, ms. */
  readonly silentMs: number;
  /** Sound since start that arrived but was not heard, ms: this device was too busy to put it out in time. */
  readonly lostMs: number;
  /** Speed correction now, parts per million; 0 = samples pass untouched. */
  readonly ratioPpm: number;
  /** Output latency that the browser reports, ms; null where it reports none. */
  readonly outputMs: number | null;
  /** The box reports that this mix is muted. */
  readonly muted: boolean;
  /** Sound goes through a media element, so that it survives a locked screen where the platform allows it. */
  readonly lockScreen: boolean;
}

export interface ListenerOptions {
  /** `ws://host:5102/audio`, without query. */
  readonly url: string;
  readonly deviceUuid: string;
  readonly token: string;
  /** The device whose mix to hear; absent = the own mix. */
  readonly mix?: string;
  /** Frames per packet, 128…1920. Default 240 (5 ms). With Opus the box may choose others. */
  readonly frames?: number;
  /** Default `opus`, by RTP where the browser allows it. `pcm`: bit-exact, over the WebSocket. */
  readonly codec?: 'pcm' | 'opus';
  /** Default `normal`. */
  readonly floor?: ListenFloor;
  /** The device could not keep up with its smallest output buffer before: asks for a larger one. */
  readonly largeBuffer?: boolean;
  /** The device does not keep up with its smallest output buffer; a larger one is used from now on. */
  readonly onLargeBuffer?: () => void;
  /** The box's sample rate (`/api/box`); the context uses it where the browser allows. Default 48000. */
  readonly sampleRate?: number;
  /** Addresses of the built scripts, same origin. Defaults `/listen-worklet.js` and so on. */
  readonly workletUrl?: string;
  readonly workerUrl?: string;
  readonly opusUrl?: string;
  /** Called at most 4 times per second, and at once when `status` or `cause` changes. */
  readonly onState?: (state: ListenState) => void;
}

/**
 * Why the delay to the ear was not measured.
 * - `denied`: the musician, or the browser, does not allow the microphone.
 * - `no-microphone`: there is none, or it does not start.
 * - `interrupted`: no sound plays, or it broke off.
 * - `silent`: the microphone gives nothing at all.
 * - `quiet`: none of the chirps was heard.
 * - `few`: too few were heard.
 * - `uneven`: the readings disagree.
 */
export type EarFailure = 'denied' | 'no-microphone' | 'interrupted' | 'silent' | 'quiet' | 'few' | 'uneven';

/** The delay from the stage to the ear, by this device's microphone. */
interface EarReading {
  /** The middle of the readings, ms. The microphone's own delay is in it, less what the browser reports of that. */
  readonly ms: number;
  /** How far they lie apart, ms. */
  readonly spreadMs: number;
  /** Chirps that were heard and agree, of those that were played. */
  readonly heard: number;
  readonly of: number;
}

export type EarResult = ({ readonly ok: true } & EarReading) | { readonly ok: false; readonly why: EarFailure };

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
  /** Where other sounds of the page join the music; undefined while nothing comes out. */
  readonly input: AudioNode | undefined;
  /**
   * Call it synchronously inside a click or touch: the audio context is created here. It is replaced only when stuck.
   */
  start(): void;
  /** Closes the connection and falls silent; the context is kept for the next `start()`. */
  stop(): void;
  setFloor(floor: ListenFloor): void;
  /** Switches to another mix (engineers), or back to the own one: a new connection, no new tap. */
  setMix(mix: string | undefined): void;
  /** Routes sound through a media element with Media Session buttons, or back. Call it inside a tap. */
  setLockScreen(options: LockScreenOptions | null): void;
  /**
   * Plays six chirps in place of the music, and finds them in what the microphone hears. Takes some 6 s. On secure
   * origins only, while sound plays by the worklet.
   */
  measureEar(): Promise<EarResult>;
  /** Calls `onState` with the present state at once and with each change; returns a function that ends it. */
  subscribe(onState: (state: ListenState) => void): () => void;
  /** Stops and releases everything. */
  dispose(): void;
}
