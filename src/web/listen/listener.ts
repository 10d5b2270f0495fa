/**
 * The player: one audio context, one stream from the box, and its state for the page. Decisions are made in
 * `output/ladder.ts`, `cause.ts` and playout; this file and `stream.ts` carry them out.
 */
import { OPUS_RATE } from '../../audio/stream/sound-form.js';
import { audioAddress } from './audio-address.js';
import { causeOf } from './cause.js';
import { Disturbances } from './disturbances.js';
import { measureEar } from './ear/measure-ear.js';
import { IDLE } from './idle.js';
import type {
  ListenCause,
  Listener,
  ListenerOptions,
  ListenFloor,
  ListenState,
  ListenStatus,
  LockScreenOptions,
} from './listener-api.js';
import { BufferChoice } from './output/buffer-choice.js';
import { Output } from './output/output.js';
import { Place } from './output/place.js';
import type { PlaybackReport } from './output/playback.js';
import { reportOf } from './report.js';
import { shownDelay } from './shown-delay.js';
import { stateOf } from './state-of.js';
import { Stream } from './stream.js';

const LOOK_MS = 250;
/** Looks per report to the box: one per second. */
const LOOKS_PER_REPORT = 4;
/** A longer time between two checks means that the phone slept: hidden pages still run timers once per second. */
const SLEPT_MS = 5000;

class BrowserListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #watchers = new Set<(state: ListenState) => void>();
  readonly #disturbances = new Disturbances();
  readonly #stream: Stream;
  #state: ListenState;
  #mix: string | undefined;
  #output: Output | undefined;
  #wanted = false;
  #replaced = false;
  /** This browser has no Web Audio at all. */
  #mute = false;
  #hasPlayed = false;
  #looks = 0;
  #lookedAt = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;
  #wasRunning = false;
  readonly #buffer: BufferChoice;
  readonly #place = new Place();

  constructor(options: ListenerOptions) {
    const { workletUrl = '/listen-worklet.js', workerUrl = '/listen-worker.js', opusUrl = '/listen-opus.js' } = options;
    const opus = options.codec !== 'pcm' && (options.sampleRate ?? OPUS_RATE) === OPUS_RATE;
    this.#options = options;
    this.#mix = options.mix;
    this.#buffer = new BufferChoice(options.largeBuffer === true);
    this.#state = { ...IDLE, floor: options.floor ?? 'normal' };
    if (options.onState) this.#watchers.add(options.onState);
    this.#stream = new Stream({
      scripts: { workletUrl, workerUrl, opusUrl: opus ? opusUrl : undefined },
      url: () => audioAddress(options, this.#mix, this.#floorOnAir()),
      floor: () => this.#state.floor,
      onOpened: () => this.#ask(),
      onReplaced: () => {
        this.#replaced = true;
        this.#output?.suspend();
      },
      onDismissed: () => this.stop(),
      onChange: () => this.#look(),
    });
  }

  get state(): ListenState {
    return this.#state;
  }

  get input(): AudioNode | undefined {
    return this.#output?.running === true ? this.#output.input : undefined;
  }

  start(): void {
    this.#wanted = true;
    this.#replaced = false;
    const output = this.#startOutput();
    if (output) {
      this.#timer ??= setInterval(() => this.#everyLook(), LOOK_MS);
      this.#stream.start(output);
    }
    this.#look();
  }

  stop(): void {
    this.#wanted = false;
    this.#hasPlayed = false;
    this.#stream.end();
    this.#stream.clear();
    this.#output?.suspend();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#lookedAt = Number.POSITIVE_INFINITY;
    this.#look();
  }

  setFloor(floor: ListenFloor): void {
    this.#state = { ...this.#state, floor };
    this.#stream.setFloor(floor);
    this.#look();
  }

  /** The floor, where the radio has room only for the packets of `safe`. */
  #floorOnAir(): ListenFloor | undefined {
    return this.#stream.full === 'air-safe' ? this.#state.floor : undefined;
  }

  setMix(mix: string | undefined): void {
    this.#mix = mix;
    if (this.#wanted && !this.#replaced) this.#stream.reconnect();
  }

  setLockScreen(options: LockScreenOptions | null): void {
    this.#output?.setLockScreen(options);
    this.#look();
  }

  readonly measureEar = () => measureEar(this.#output?.context, this.#stream);

  subscribe(onState: (state: ListenState) => void): () => void {
    this.#watchers.add(onState);
    onState(this.#state);
    return () => this.#watchers.delete(onState);
  }

  dispose(): void {
    this.stop();
    this.#output?.dispose();
    this.#output = undefined;
    this.#watchers.clear();
  }

  /** Inside a tap: the running output. Creates it, or replaces a stuck one; undefined without Web Audio. */
  #startOutput(): Output | undefined {
    if (!this.#output) {
      if (typeof AudioContext !== 'function') {
        this.#mute = true;
        return undefined;
      }
      this.#output = this.#createOutput();
    } else if (this.#output.stuck) {
      this.#replaceOutput(this.#output);
    } else {
      this.#output.resume();
    }
    return this.#output;
  }

  #createOutput(): Output {
    return new Output(
      this.#options.sampleRate ?? 48_000,
      this.#buffer.hint,
      () => this.#look(),
      (tap) => this.#woken(tap),
    );
  }

  /** Creates a new context in place of another. */
  #replaceOutput(stuck: Output): Output {
    const { lockScreenOptions } = stuck;
    this.#stream.end();
    stuck.dispose();
    const output = this.#createOutput();
    this.#output = output;
    if (lockScreenOptions) output.setLockScreen(lockScreenOptions);
    return output;
  }

  /** Takes a larger output buffer when the device does not keep up with the smallest. Such a change is heard once. */
  #judgeBuffer(output: Output, now: number): void {
    if (!this.#buffer.judge(output.underruns.times, now)) return;
    this.#options.onLargeBuffer?.();
    this.#stream.restart(this.#replaceOutput(output));
  }

  /** The page or the network may be back. */
  #woken(tap: boolean): void {
    if (!tap || !this.#output?.stuck) this.#stream.retryNow();
    else this.#stream.restart(this.#replaceOutput(this.#output));
  }

  /** Sends the 1 Hz report, which also asks for the box's time. */
  #ask(): void {
    this.#stream.send(JSON.stringify(reportOf(this.#state, this.#stream.totals, performance.now())));
  }

  #everyLook(): void {
    const now = performance.now();
    // The page's own timers stood still: the phone slept, whatever the audio context reports.
    if (this.#hasPlayed && now - this.#lookedAt > SLEPT_MS) this.#stream.times.resumed(now);
    this.#lookedAt = now;
    const output = this.#output;
    if (this.#wanted && !this.#replaced) output?.look(now);
    if (output) this.#place.judge(this.#stream, output, this.#wanted, now);
    this.#look();
    const watchable = output?.running === true && document.visibilityState === 'visible';
    this.#stream.countSilence(output, watchable, now);
    if (++this.#looks % LOOKS_PER_REPORT !== 0) return;
    // A replaced player waits for `start()`: another rung would take the stream back from the device's other player.
    if (this.#replaced) return;
    this.#ask();
    if (!output?.running) output?.retry();
    if (!output) return;
    this.#stream.judge(output);
    this.#judgeBuffer(output, now);
  }

  #status(): ListenStatus {
    const { failed, times, full, report } = this.#stream;
    if (this.#mute || failed) return 'failed';
    if (!this.#wanted) return 'idle';
    if (this.#replaced) return 'replaced';
    if (!this.#output?.running) return 'paused';
    // A box without a free place opens the connection to say so.
    if (!times.connected || full !== null) return 'connecting';
    return report === undefined || report.stats.state === 'waiting' ? 'buffering' : 'playing';
  }

  /** Computes the state and publishes it to the page. */
  #look(): void {
    const now = performance.now();
    const output = this.#output;
    const { report, rung, sound, times, before } = this.#stream;
    this.#noteRunning(output?.running ?? false, now);
    if (report && sound.observe(now, report.stats.packets, report.atMs)) times.heard(now);
    const status = this.#status();
    this.#hasPlayed ||= status === 'playing';
    const outputMs = output?.latencyMs ?? null;
    const playing = status === 'playing' && report !== undefined && !sound.soundless;
    this.#publish(
      stateOf({
        status,
        cause: this.#cause(status, outputMs, now),
        floor: this.#state.floor,
        rung,
        report,
        before,
        delayMs: playing ? this.#delayMs(report) : null,
        soundless: sound.soundless && times.connected,
        outputMs,
        outputLostMs: output?.underruns.lostMs ?? 0,
        rate: output?.context.sampleRate ?? 48_000,
        lockScreen: output?.lockScreen ?? false,
      }),
    );
  }

  #noteRunning(running: boolean, now: number): void {
    if (running && !this.#wasRunning) {
      this.#stream.sound.expect(now);
      if (this.#hasPlayed) this.#stream.times.resumed(now);
      this.#stream.retryNow();
    }
    this.#wasRunning = running;
  }

  #cause(status: ListenStatus, outputMs: number | null, now: number): ListenCause | null {
    const { times, sound, full, report } = this.#stream;
    return causeOf({
      status,
      hasPlayed: this.#hasPlayed,
      stands: this.#output?.stands ?? false,
      full,
      unconnectedMs: times.unconnectedMs(now),
      withoutSoundMs: sound.withoutMs(now),
      withoutMessageMs: times.withoutMessageMs(now),
      sinceResumeMs: times.sinceResumeMs(now),
      ...this.#disturbances.update(report?.stats, this.#output?.underruns.times ?? 0, now),
      outputMs,
    });
  }

  #delayMs({ atMs, leadMs, stats }: PlaybackReport): number | null {
    return shownDelay(this.#state.delayMs, this.#stream.clock.at(atMs) - stats.captureMs + leadMs);
  }

  #publish(state: ListenState): void {
    const before = this.#state;
    this.#state = state;
    const keys = Object.keys(state) as (keyof ListenState)[];
    if (keys.every((key) => state[key] === before[key])) return;
    for (const watcher of this.#watchers) watcher(state);
  }
}

/** The page's player; nothing happens until `start()`. */
export function createListener(options: ListenerOptions): Listener {
  return new BrowserListener(options);
}
