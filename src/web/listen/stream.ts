/**
 * The stream from the box to the output: the rung of the ladder in use, its connection, and what is known of both.
 * Goes down the ladder when a rung cannot be built or does not keep up. Main thread; one per player.
 */
import { decodeWebPacket } from '../../audio/stream/web/web-packet.js';
import { LEAD_BOUNDS } from '../../playout/lead-bounds.js';
import { ListenTimes } from './listen-times.js';
import type { ListenFloor } from './listener-api.js';
import { createPlayback } from './output/create-playback.js';
import { Ladder } from './output/ladder.js';
import type { Output } from './output/output.js';
import type { Playback, PlaybackEvents, PlaybackReport, PlaybackScripts } from './output/playback.js';
import { SilentOutput } from './output/silent-output.js';
import { ServerClock } from './server-clock.js';
import { SoundWatch } from './sound-watch.js';
import { addTotals, NOTHING, type Totals } from './totals.js';
import { CLOSE_DISMISSED, CLOSE_REPLACED, type NoPlace, noPlaceOf } from './worker/connection.js';

export interface StreamOptions {
  readonly scripts: PlaybackScripts;
  /** The address to connect to now. */
  readonly url: () => string;
  readonly floor: () => ListenFloor;
  /** The connection is open: asks the box for its time. */
  readonly onOpened: () => void;
  /** The same device listens elsewhere now. */
  readonly onReplaced: () => void;
  /** The engineer closed the connection, or this device may no longer hear the mix. */
  readonly onDismissed: () => void;
  /** Something that shows in the player's state has changed. */
  readonly onChange: () => void;
}

export class Stream {
  readonly times = new ListenTimes();
  readonly sound = new SoundWatch();
  /** The box's clock, for the true delay. */
  readonly clock = new ServerClock();
  /** Why the box has no place; null if it has, or has sent something since. */
  full: NoPlace | null = null;
  /** No rung could be built. */
  failed = false;
  readonly #options: StreamOptions;
  readonly #silent = new SilentOutput();
  #silentMs = 0;
  #ladder: Ladder | undefined;
  #playback: Playback | undefined;
  /** Rises with each end and each change of rung: asynchronous results of an older generation are ignored. */
  #generation = 0;
  /** Counters of the rungs that were given up. */
  #before = NOTHING;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  get rung(): Playback['rung'] | undefined {
    return this.#playback?.rung;
  }

  get report(): PlaybackReport | undefined {
    return this.#playback?.report;
  }

  /** Counters of the rungs that were given up since the last `clear`. */
  get before(): Totals {
    return this.#before;
  }

  /** Counters since the last `clear`, over all rungs. */
  get totals(): Totals {
    return addTotals(this.#before, this.report?.stats);
  }

  /** Connects; builds the best rung if there is none. A rung that failed in a busy minute may keep up now. */
  start(output: Output): void {
    this.times.trying(performance.now());
    if (this.#playback) this.#playback.link.open(this.#options.url());
    else this.restart(output);
  }

  /** Builds the best rung again, on another output. */
  restart(output: Output): void {
    this.#ladder = Ladder.for(output.context);
    void this.#build(output, this.#ladder);
  }

  /** Connects to the present address, if a rung exists. */
  reconnect(): void {
    this.#playback?.link.open(this.#options.url());
  }

  retryNow(): void {
    this.#playback?.link.retryNow();
  }

  send(text: string): void {
    this.#playback?.link.send(text);
  }

  /** Plays the chirps that measure the delay to the ear; undefined where nothing can. As `Playback.chirp`. */
  get chirp(): Playback['chirp'] {
    return this.#playback?.chirp;
  }

  get workletUrl(): string {
    return this.#options.scripts.workletUrl;
  }

  /** As `FeedLink.playElsewhere`. */
  playElsewhere(on: boolean): boolean {
    return this.#playback?.link.playElsewhere(on) ?? false;
  }

  setFloor(floor: ListenFloor): void {
    this.#playback?.setBounds(LEAD_BOUNDS[floor]);
    this.#askForSafe();
  }

  /** Asks again at once where the radio has room for the packets of `safe`, and that is the floor. */
  #askForSafe(): void {
    if (this.full === 'air-safe' && this.#options.floor() === 'safe') this.#playback?.link.open(this.#options.url());
  }

  /** Closes the connection and releases the rung. */
  end(): void {
    this.#generation++;
    this.#before = this.totals;
    this.#playback?.dispose();
    this.#playback = undefined;
    this.times.ended();
    this.full = null;
  }

  /** The counters start from zero. */
  clear(): void {
    this.#before = NOTHING;
  }

  /** Counts output that asked for no sound. `watchable`: the page is visible and the output runs. */
  countSilence(output: Output | undefined, watchable: boolean, now: number): void {
    if (!watchable || output === undefined || !this.#playback) {
      this.#silent.reset();
      this.#silentMs = 0;
      return;
    }
    this.#silentMs = this.#silent.observe(now, output.context.currentTime * 1000, this.report?.atMs ?? 0);
  }

  /** Moves to the next rung when the present one renders nothing. Called once per second. */
  judge(output: Output): void {
    if (this.#playback && this.#ladder?.judge(this.#silentMs)) void this.#build(output, this.#ladder);
  }

  /** Builds the ladder's current rung and connects. Goes to the next rung when the browser refuses this one. */
  async #build(output: Output, ladder: Ladder): Promise<void> {
    this.end();
    this.times.trying(performance.now());
    const generation = this.#generation;
    const { rung } = ladder;
    const bounds = () => LEAD_BOUNDS[this.#options.floor()];
    let playback: Playback;
    try {
      playback = await createPlayback(output.context, rung, bounds(), this.#options.scripts, this.#events(generation));
    } catch {
      if (generation !== this.#generation) return;
      if (ladder.failed()) return this.#build(output, ladder);
      this.failed = true;
      return this.#options.onChange();
    }
    if (generation !== this.#generation) {
      playback.dispose();
      return;
    }
    this.#playback = playback;
    this.#silent.reset();
    this.sound.newWay();
    playback.setBounds(bounds());
    playback.node.connect(output.input);
    playback.link.open(this.#options.url());
    this.#options.onChange();
  }

  #events(generation: number): PlaybackEvents {
    const current = (act: () => void) => {
      if (generation === this.#generation) act();
    };
    return {
      opened: () => current(() => this.#opened()),
      closed: (code) => current(() => this.#closed(code)),
      message: (data) => current(() => this.#heard(data)),
    };
  }

  #opened(): void {
    const now = performance.now();
    this.times.opened(now);
    this.sound.expect(now);
    this.clock.reset();
    this.#options.onOpened();
    this.#options.onChange();
  }

  #closed(code: number): void {
    this.times.closed(performance.now());
    this.full = noPlaceOf(code);
    this.#askForSafe();
    if (code === CLOSE_REPLACED) this.#options.onReplaced();
    else if (code === CLOSE_DISMISSED) this.#options.onDismissed();
    this.#options.onChange();
  }

  #heard(data: ArrayBuffer): void {
    const now = performance.now();
    this.times.heard(now);
    this.full = null;
    const decoded = decodeWebPacket(new Uint8Array(data));
    if (!decoded.ok || decoded.packet.type !== 'time-reply') return;
    const asked = decoded.packet.json?.t0;
    if (typeof asked === 'number') this.clock.answered(asked, decoded.packet.captureMs, now);
  }
}
