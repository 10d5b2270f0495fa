/**
 * The ALSA part of the addon: the list of cards, and capture straight into the shared ring. Pure: types only. The
 * number of a capture belongs to the thread that opened it, and the capture ends with that thread.
 *
 * Errors have a stable `code`: alsa-missing, alsa-open, alsa-busy, alsa-rate, alsa-format, alsa-state, alsa-ring,
 * alsa-thread. The message names the device and what to do.
 */

/** One capture device of a card. */
export interface CaptureDeviceFacts {
  readonly device: number;
  readonly id: string;
  readonly name: string;
  /** Most channels; 0 if that could not be determined. */
  readonly inputs: number;
  /** Why that could not be determined; otherwise ''. */
  readonly problem: string;
}

/** A sound card, as ALSA and the kernel describe it. */
export interface CardFacts {
  /** Changes when cards come and go, unlike `id`. */
  readonly number: number;
  /** ALSA's id, e.g. `X18`: the name in `hw:CARD=X18`. */
  readonly id: string;
  /** Kernel driver, e.g. `USB-Audio`, `Loopback`. */
  readonly driver: string;
  readonly name: string;
  readonly longName: string;
  /** The same USB device has a video function, so it is a webcam or a video grabber. */
  readonly hasVideo: boolean;
  readonly capture: readonly CaptureDeviceFacts[];
}

export interface CaptureOptions {
  /** Any ALSA PCM: `hw:CARD=X18,DEV=0`, `plughw:…`, a name of asound.conf. */
  readonly device: string;
  /** Approximate frames per wake-up. */
  readonly periodFrames: number;
  /** Restrictions; absent or 0 = the best the device offers. */
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly format?: 'S32_LE' | 'S24_3LE' | 'S24_LE' | 'FLOAT_LE' | 'S16_LE';
  readonly access?: 'mmap-interleaved' | 'mmap-noninterleaved' | 'readi';
}

export interface OpenedCapture {
  readonly id: number;
  /** A name that finds this card again even if its number changes. */
  readonly device: string;
  /** '' if the device is not a card. */
  readonly cardName: string;
  /** 1…64. */
  readonly channels: number;
  /** 44,100 or 48,000. */
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly bufferFrames: number;
  readonly format: string;
  readonly access: string;
  /** A note for people about how it was opened, one line; '' if there is none. */
  readonly note: string;
}

interface RealtimeOptions {
  /** SCHED_FIFO, 1…99; 0 leaves it as it is. */
  readonly priority: number;
  /** −1 = any. */
  readonly cpu: number;
  /** Keeps the capture thread's code, its stack and the ring in memory (mlock). */
  readonly lockMemory: boolean;
}

export interface Captures {
  /** Why there is no ALSA ("missing library: apt-get install libasound2 …"); '' if there is. */
  alsaMissing(): string;
  /** Opens every capture device for a moment to count its inputs; takes some ms per device. */
  listCards(): CardFacts[];
  /**
   * Opens and configures a device. Blocks for some ms, at most 1.5 s. A device that does not answer by then is refused.
   */
  openCapture(options: CaptureOptions): OpenedCapture;
  /**
   * Starts the capture thread. It writes the ring until `stopCapture`. `header` and `lanes` are the
   * ring's. If `interrupt[0]` is not 0, `waitForRing` ends early. Returns warnings, one line for each
   * real-time option that the system refused.
   */
  startCapture(
    id: number,
    header: Int32Array,
    lanes: Float32Array,
    interrupt: Int32Array,
    realtime: RealtimeOptions,
  ): string[];
  /**
   * Blocks until WRITE_POS reaches `position` (signed difference; returns true). Ends with false when `interrupt[0]` is
   * not 0, or after `timeoutMs` (at most 1000). Creates no object. False at once if the capture does not run.
   */
  waitForRing(id: number, position: number, timeoutMs: number): boolean;
  /** Any thread. Why the card that this process captures from is away; '' while it is not. */
  captureMessage(): string;
  /**
   * Ends the thread and closes the device, within 400 ms; a second call is harmless. A thread that
   * hangs in a device call is left behind.
   */
  stopCapture(id: number): void;
}
