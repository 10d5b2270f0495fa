/**
 * The player: one audio context, one connection, the best rung that keeps up, and its state for
 * the page. Decisions are made in ladder.ts, cause.ts and playout; this file carries them out.
 */
import { decodeWebPacket } from '../../audio/stream/web/web-packet.js';
import { audioAddress } from './audio-address.js';
import { causeOf } from './cause.js';
import { CLOSE_DISMISSED, CLOSE_FULL, CLOSE_REPLACED } from './connection.js';
import { floorMs } from './floors.js';
import { IDLE } from './idle.js';
import { Ladder } from './ladder.js';
import type {
  Listener,
  ListenerOptions,
  ListenFloor,
  ListenState,
  ListenStatus,
  LockScreenOptions,
} from './listener-api.js';
import { Output } from './output.js';
import type { Playback, PlaybackEvents, PlaybackReport } from './playback.js';
import { createBufferPlayback } from './playback-buffers.js';
import { createScriptPlayback } from './playback-script.js';
import { createWorkletPlayback } from './playback-worklet.js';
import { Recent } from './recent.js';
import { reportOf } from './report.js';
import { ServerClock } from './server-clock.js';
import { shownDelay } from './shown-delay.js';
import { SilentOutput } from './silent-output.js';
import { SoundWatch } from './sound-watch.js';
import { addTotals, NOTHING } from './totals.js';

const LOOK_MS = 250;
/** Looks per report to the box: one per second. */
const LOOKS_PER_REPORT = 4;
/** A longer time between two checks means that the phone slept: hidden pages still run timers once per second. */
const SLEPT_MS = 5000;

class BrowserListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #watchers = new Set<(state: ListenState) => void>();
  readonly #clock = new ServerClock();
  readonly #late = new Recent();
  readonly #gaps = new Recent();
  readonly #underruns = new Recent();
  readonly #silent = new SilentOutput();
  readonly #sound = new SoundWatch();
  #silentMs = 0;
  #state: ListenState;
  #mix: string | undefined;
  #output: Output | undefined;
  #ladder: Ladder | undefined;
  #playback: Playback | undefined;
  /** Rises with each start, stop and change of rung: asynchronous results of an older generation are ignored. */
  #generation = 0;
  #wanted = false;
  #replaced = false;
  #full = false;
  #failed = false;
  #hasPlayed = false;
  #looks = 0;
  #lookedAt = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Totals of the rungs that were given up. */
  #before = NOTHING;
  #deviceGaps = 0;
  /** Moments by `performance.now()`; `connectedAt` is 0 while there is no connection. */
  #connectedAt = 0;
  #unconnectedAt = 0;
  #messageAt = 0;
  #resumedAt = Number.NEGATIVE_INFINITY;
  #wasRunning = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#mix = options.mix;
    this.#state = { ...IDLE, floor: options.floor ?? 'normal' };
    if (options.onState) this.#watchers.add(options.onState);
  }

  get state(): ListenState {
    return this.#state;
  }

  start(): void {
    this.#wanted = true;
    this.#replaced = false;
    if (!this.#output) {
      if (typeof AudioContext !== 'function') {
        this.#failed = true;
        this.#look();
        return;
      }
      this.#output = this.#createOutput();
    } else if (this.#output.stuck) {
      this.#replaceOutput(this.#output);
    } else {
      this.#output.resume();
    }
    // Each tap starts from the best rung: a rung that failed in a busy minute may keep up now.
    if (!this.#playback) this.#ladder = Ladder.for(this.#output.context);
    this.#unconnectedAt = performance.now();
    this.#timer ??= setInterval(() => this.#everyLook(), LOOK_MS);
    if (this.#playback) this.#playback.open(this.#url());
    else void this.#build();
    this.#look();
  }

  stop(): void {
    this.#wanted = false;
    this.#hasPlayed = false;
    this.#end();
    this.#before = NOTHING;
    this.#output?.suspend();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#lookedAt = Number.POSITIVE_INFINITY;
    this.#look();
  }

  setFloor(floor: ListenFloor): void {
    this.#state = { ...this.#state, floor };
    if (this.#playback) this.#playback.setFloor(floorMs(this.#playback.rung.path, floor));
    this.#look();
  }

  setMix(mix: string | undefined): void {
    this.#mix = mix;
    if (this.#wanted && !this.#replaced) this.#playback?.open(this.#url());
  }

  setLockScreen(options: LockScreenOptions | null): void {
    this.#output?.setLockScreen(options);
    this.#look();
  }

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

  #createOutput(): Output {
    return new Output(
      this.#options.sampleRate ?? 48_000,
      () => this.#look(),
      (tap) => this.#woken(tap),
    );
  }

  /** Inside a tap: creates a new context in place of a stuck one. */
  #replaceOutput(stuck: Output): Output {
    const { lockScreenOptions } = stuck;
    this.#end();
    stuck.dispose();
    const output = this.#createOutput();
    this.#output = output;
    if (lockScreenOptions) output.setLockScreen(lockScreenOptions);
    return output;
  }

  /** The page or the network may be back. */
  #woken(tap: boolean): void {
    if (!tap || !this.#output?.stuck) {
      this.#playback?.retryNow();
      return;
    }
    this.#ladder = Ladder.for(this.#replaceOutput(this.#output).context);
    void this.#build();
  }

  readonly #url = (): string => audioAddress(this.#options, this.#mix);

  #end(): void {
    this.#generation++;
    this.#before = addTotals(this.#before, this.#playback?.report?.stats);
    this.#playback?.dispose();
    this.#playback = undefined;
    this.#connectedAt = 0;
    this.#full = false;
  }

  /** Builds the ladder's current rung and connects. Goes to the next rung when the browser refuses this one. */
  async #build(): Promise<void> {
    const output = this.#output!;
    const ladder = this.#ladder!;
    this.#end();
    this.#unconnectedAt = performance.now();
    const generation = this.#generation;
    const { rung } = ladder;
    const floor = floorMs(rung.path, this.#state.floor);
    const events = this.#events(generation);
    let playback: Playback;
    try {
      if (rung.path === 'worklet') {
        playback = await createWorkletPlayback(output.context, rung, floor, this.#scripts(), events);
      } else {
        const create = rung.path === 'script' ? createScriptPlayback : createBufferPlayback;
        playback = create(output.context, rung, floor, events);
      }
    } catch {
      if (generation !== this.#generation) return;
      if (ladder.failed()) return this.#build();
      this.#failed = true;
      return this.#look();
    }
    if (generation !== this.#generation) {
      playback.dispose();
      return;
    }
    this.#playback = playback;
    this.#silent.reset();
    this.#deviceGaps = 0;
    this.#sound.newWay();
    playback.setFloor(floorMs(rung.path, this.#state.floor));
    playback.node.connect(output.input);
    playback.open(this.#url());
    this.#look();
  }

  #scripts() {
    const { workletUrl = '/listen-worklet.js', workerUrl = '/listen-worker.js' } = this.#options;
    return { workletUrl, workerUrl };
  }

  #events(generation: number): PlaybackEvents {
    const current = (act: () => void) => {
      if (generation === this.#generation) act();
    };
    return {
      opened: () =>
        current(() => {
          const now = performance.now();
          this.#connectedAt = now;
          this.#messageAt = now;
          this.#sound.expect(now);
          this.#clock.reset();
          this.#ask();
          this.#look();
        }),
      closed: (code) =>
        current(() => {
          if (this.#connectedAt !== 0) this.#unconnectedAt = performance.now();
          this.#connectedAt = 0;
          this.#full = code === CLOSE_FULL;
          if (code === CLOSE_REPLACED) {
            this.#replaced = true;
            this.#output?.suspend();
          } else if (code === CLOSE_DISMISSED) {
            this.stop();
          }
          this.#look();
        }),
      message: (data) => current(() => this.#heard(data)),
    };
  }

  #heard(data: ArrayBuffer): void {
    this.#messageAt = performance.now();
    this.#full = false;
    const decoded = decodeWebPacket(new Uint8Array(data));
    if (!decoded.ok || decoded.packet.type !== 'time-reply') return;
    const asked = decoded.packet.json?.t0;
    if (typeof asked === 'number') this.#clock.answered(asked, decoded.packet.captureMs, this.#messageAt);
  }

  /** Sends the 1 Hz report, which also asks for the box's time. */
  #ask(): void {
    const report = reportOf(this.#state, addTotals(this.#before, this.#playback?.report?.stats), performance.now());
    this.#playback?.send(JSON.stringify(report));
  }

  #everyLook(): void {
    const now = performance.now();
    // The page's own timers stood still: the phone slept, whatever the audio context reports.
    if (this.#hasPlayed && now - this.#lookedAt > SLEPT_MS) this.#resumedAt = now;
    this.#lookedAt = now;
    if (this.#wanted && !this.#replaced) this.#output?.look(now);
    this.#look();
    this.#countSilence(now);
    if (++this.#looks % LOOKS_PER_REPORT !== 0) return;
    // A replaced player waits for `start()`: another rung would take the stream back from the device's other player.
    if (this.#replaced) return;
    this.#ask();
    if (!this.#output?.running) this.#output?.retry();
    this.#judge();
  }

  #countSilence(now: number): void {
    const output = this.#output;
    const watchable = output?.running === true && document.visibilityState === 'visible' && this.#playback;
    if (!watchable) this.#silent.reset();
    this.#silentMs = watchable
      ? this.#silent.observe(now, output.context.currentTime * 1000, this.#playback?.report?.atMs ?? 0)
      : 0;
  }

  /** Moves to the next rung when the present one does not keep up. */
  #judge(): void {
    const playback = this.#playback;
    const output = this.#output;
    if (!playback || !output) return;
    const now = performance.now();
    const gaps = playback.report?.stats.deviceGaps ?? 0;
    const newGaps = gaps - this.#deviceGaps;
    this.#deviceGaps = gaps;
    const watchable = output.running && document.visibilityState === 'visible';
    if (this.#ladder?.judge(now, watchable ? newGaps : 0, this.#silentMs)) void this.#build();
  }

  #status(): ListenStatus {
    if (this.#failed) return 'failed';
    if (!this.#wanted) return 'idle';
    if (this.#replaced) return 'replaced';
    if (!this.#output?.running) return 'paused';
    // A box without a free place opens the connection to say so.
    if (this.#connectedAt === 0 || this.#full) return 'connecting';
    return this.#playback?.report?.stats.state === 'waiting' || !this.#playback?.report ? 'buffering' : 'playing';
  }

  /** Computes the state and publishes it to the page. */
  #look(): void {
    const now = performance.now();
    const running = this.#output?.running ?? false;
    if (running && !this.#wasRunning) {
      this.#sound.expect(now);
      if (this.#hasPlayed) this.#resumedAt = now;
      this.#playback?.retryNow();
    }
    this.#wasRunning = running;
    const report = this.#playback?.report;
    const stats = report?.stats;
    if (report && this.#sound.observe(now, report.stats.packets, report.atMs)) this.#messageAt = now;
    const status = this.#status();
    if (status === 'playing') this.#hasPlayed = true;
    const outputMs = this.#output?.latencyMs ?? null;
    const rate = this.#output?.context.sampleRate ?? 48_000;
    const underruns = this.#output?.underruns;
    const cause = causeOf({
      status,
      hasPlayed: this.#hasPlayed,
      stands: this.#output?.stands ?? false,
      full: this.#full,
      unconnectedMs: this.#connectedAt === 0 ? now - this.#unconnectedAt : 0,
      withoutSoundMs: this.#sound.withoutMs(now),
      withoutMessageMs: now - this.#messageAt,
      sinceResumeMs: now - this.#resumedAt,
      lateEvents: this.#late.update((stats?.underruns ?? 0) + (stats?.dropMarks ?? 0), now),
      deviceGaps: this.#gaps.update(stats?.deviceGaps ?? 0, now) + this.#underruns.update(underruns?.times ?? 0, now),
      outputMs,
    });
    const { soundless } = this.#sound;
    const playing = status === 'playing' && stats !== undefined && !soundless;
    const totals = addTotals(this.#before, stats);
    const toMs = (frames: number) => (frames * 1000) / rate;
    this.#publish({
      status,
      cause,
      path: this.#playback?.rung.path ?? null,
      blockFrames: this.#playback?.rung.blockFrames ?? 0,
      floor: this.#state.floor,
      delayMs: playing ? this.#delayMs(report!, outputMs ?? 0) : null,
      soundless: soundless && this.#connectedAt !== 0,
      fillMs: stats?.fillMs ?? 0,
      targetMs: stats?.targetMs ?? 0,
      underruns: totals.underruns,
      concealedMs: toMs(totals.concealedFrames + totals.silentFrames),
      silentMs: toMs(totals.silentFrames),
      lostMs: toMs(totals.deviceGapFrames) + (underruns?.lostMs ?? 0),
      ratioPpm: stats?.ppm ?? 0,
      outputMs,
      muted: stats?.muted ?? false,
      lockScreen: this.#output?.lockScreen ?? false,
    });
  }

  #delayMs({ atMs, leadMs, stats }: PlaybackReport, outputMs: number): number | null {
    return shownDelay(this.#state.delayMs, this.#clock.at(atMs) - stats.captureMs + leadMs + outputMs);
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
