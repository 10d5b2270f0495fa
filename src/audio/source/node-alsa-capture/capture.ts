/**
 * What the addon knows of ALSA: cards, and capture straight into the shared ring. Pure: types only. Numbers of captures
 * belong to the thread that opened them, and all of them end with it.
 *
 * Errors are thrown with a stable `code`: alsa-missing, alsa-open, alsa-busy, alsa-rate, alsa-format, alsa-state,
 * alsa-ring, alsa-thread; the message names the device and what to do.
 */

/** One capture device of a card. */
export interface CaptureDeviceFacts {
  readonly device: number;
  readonly id: string;
  readonly name: string;
  /** Most channels; 0 where it could not be asked. */
  readonly inputs: number;
  /** Why it could not be asked, else ''. */
  readonly problem: string;
}

/** A sound card as ALSA and the kernel describe it. */
export interface CardFacts {
  /** Changes when cards come and go; `id` does not. */
  readonly number: number;
  /** ALSA's id, e.g. `X18`: the name in `hw:CARD=X18`. */
  readonly id: string;
  /** Kernel driver, e.g. `USB-Audio`, `Loopback`. */
  readonly driver: string;
  readonly name: string;
  readonly longName: string;
  /** The same USB device has a video function: a webcam or a video grabber. */
  readonly hasVideo: boolean;
  readonly capture: readonly CaptureDeviceFacts[];
}

export interface CaptureOptions {
  /** Any ALSA PCM: `hw:CARD=X18,DEV=0`, `plughw:…`, a name of asound.conf. */
  readonly device: string;
  /** Frames per wake-up, about. */
  readonly periodFrames: number;
  /** Restrictions; absent or 0 = the best the device offers. */
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly format?: 'S32_LE' | 'S24_3LE' | 'S24_LE' | 'FLOAT_LE' | 'S16_LE';
  readonly access?: 'mmap-interleaved' | 'mmap-noninterleaved' | 'readi';
}

export interface OpenedCapture {
  readonly id: number;
  /** The name that finds this card again, whatever number it gets. */
  readonly device: string;
  /** '' where it is no card. */
  readonly cardName: string;
  /** 1…64. */
  readonly channels: number;
  /** 44,100 or 48,000. */
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly bufferFrames: number;
  readonly format: string;
  readonly access: string;
  /** What people should know of how it was opened, one line; '' where there is nothing. */
  readonly note: string;
}

export interface RealtimeOptions {
  /** SCHED_FIFO, 1…99; 0 = leave as is. */
  readonly priority: number;
  /** −1 = any. */
  readonly cpu: number;
  /** The capture thread's code, its stack and the ring are kept in memory (mlock). */
  readonly lockMemory: boolean;
}

export interface Captures {
  /** Why there is no ALSA ("missing library: apt-get install libasound2 …"), '' where there is. */
  alsaMissing(): string;
  /** Opens every capture device for a moment to count its inputs: some ms each. */
  listCards(): CardFacts[];
  /**
   * Opens and configures a device. May block for some ms, at most 1.5 s: one that does not answer by then is refused.
   */
  openCapture(options: CaptureOptions): OpenedCapture;
  /**
   * Starts the capture thread: it writes the ring until `stopCapture`. `header` and `lanes` are the ring's;
   * `interrupt[0]` not 0 ends `waitForRing` early. Warnings, one line each: a wish for punctuality that the system
   * refused.
   */
  startCapture(
    id: number,
    header: Int32Array,
    lanes: Float32Array,
    interrupt: Int32Array,
    realtime: RealtimeOptions,
  ): string[];
  /**
   * Blocks until WRITE_POS reaches `position` (signed difference; true), `interrupt[0]` is not 0, or `timeoutMs` (at
   * most 1000) passed (false). Makes no object. False at once where the capture does not run.
   */
  waitForRing(id: number, position: number, timeoutMs: number): boolean;
  /** Any thread: why the card that this process captures from is away, '' while it is not. */
  captureMessage(): string;
  /**
   * Ends the thread and closes the device, within 400 ms; harmless a second time. A thread that its device keeps is
   * left behind.
   */
  stopCapture(id: number): void;
}
