/**
 * Gives each encoded frame to every open session of its stream, each with its own copies and header. The sound comes
 * from the link and leaves at once, or in groups one after the other when there are many sessions. Media process only.
 */
import { monotonicMs } from '../base/clock.js';
import type { Sound } from './link/frames.js';
import { FrameHistory, HISTORY_FRAMES } from './rtp/frame-history.js';
import { MAX_PACKET_BYTES, RedPacker } from './rtp/red-packer.js';
import { RTP_HEADER_BYTES } from './rtp/rtp-header.js';
import { SendDelay } from './send-delay.js';
import type { Session } from './session.js';
import { groupsFor, STEP_MS } from './spread.js';

/** Frames older than this when they come are left out, ms: this process stood still, and nobody plays them any more. */
const STALE_MS = 150;
/** RTP clock of Opus (RFC 7587 §4.1), ticks per ms. */
const TICKS_PER_MS = 48;

export class Outlet {
  readonly #sessions: ReadonlyMap<number, Session>;
  readonly #histories = new Map<number, FrameHistory>();
  readonly #packer = new RedPacker();
  readonly #plain = new Uint8Array(MAX_PACKET_BYTES);
  /** Sessions whose packet waits, by group; the first group never waits. */
  #rows: Session[][] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly delay = new SendDelay();
  packets = 0;
  bytes = 0;
  refused = 0;
  stale = 0;

  /** `sessions`: all there are, by number. */
  constructor(sessions: ReadonlyMap<number, Session>) {
    this.#sessions = sessions;
  }

  /** Sends one frame. */
  take(sound: Sound): void {
    if (monotonicMs() - sound.captureMs > STALE_MS) {
      this.stale++;
      return;
    }
    const { stream, first, frames, data } = sound;
    const history = this.#history(stream);
    const groups = groupsFor(this.#sessions.size, frames / TICKS_PER_MS);
    let place = 0;
    for (const session of this.#sessions.values()) {
      place++;
      if (session.stream !== stream || !session.open) continue;
      const packet = session.red ? this.#packer.pack(first, data, session.copies, history) : this.#pack(data);
      if (packet === undefined) this.refused++;
      else this.#send(session, packet, sound, place % groups);
    }
    history.add(first, data);
  }

  /** Sends a session what its stream has from frame `from` on, as far as it is still known. */
  catchUp(session: Session, from: number): void {
    const history = this.#histories.get(session.stream);
    if (history === undefined || !session.open) return;
    for (let age = HISTORY_FRAMES - 1; age >= 0; age--) {
      const frame = history.at(age);
      if (frame === undefined || frame.first < from) continue;
      const data = frame.data.subarray(0, frame.bytes);
      const packet = session.red ? this.#packer.pack(frame.first, data, 0, history) : this.#pack(data);
      if (packet !== undefined) this.#now(session, packet, frame.first);
    }
  }

  /** Forgets streams that no session plays. */
  tidy(): void {
    const played = new Set([...this.#sessions.values()].map(({ stream }) => stream));
    for (const stream of this.#histories.keys()) if (!played.has(stream)) this.#histories.delete(stream);
  }

  /** Sends nothing more that waits. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rows = [];
    this.#histories.clear();
  }

  #now(session: Session, packet: Uint8Array, first: number): void {
    this.packets++;
    this.bytes += packet.length;
    if (!session.send(packet, first)) this.refused++;
  }

  #send(session: Session, packet: Uint8Array, { first, captureMs }: Sound, group: number): void {
    if (group === 0) {
      this.#now(session, packet, first);
      this.delay.add(monotonicMs() - captureMs);
      return;
    }
    this.packets++;
    this.bytes += packet.length;
    session.sendLater(packet, first, captureMs);
    let row = this.#rows[group - 1];
    if (row === undefined) {
      row = [];
      this.#rows[group - 1] = row;
    }
    row.push(session);
    this.#timer ??= setTimeout(this.#next, STEP_MS);
  }

  readonly #next = (): void => {
    const row = this.#rows.shift() ?? [];
    for (const session of row) {
      const { waiting } = session;
      if (waiting === undefined || !session.open) continue;
      if (!session.flush()) this.refused++;
      this.delay.add(monotonicMs() - waiting);
    }
    this.#timer = this.#rows.length > 0 ? setTimeout(this.#next, STEP_MS) : undefined;
  };

  #pack(data: Uint8Array): Uint8Array | undefined {
    if (data.length > MAX_PACKET_BYTES - RTP_HEADER_BYTES) return undefined;
    this.#plain.set(data, RTP_HEADER_BYTES);
    return this.#plain.subarray(0, RTP_HEADER_BYTES + data.length);
  }

  #history(stream: number): FrameHistory {
    let history = this.#histories.get(stream);
    if (history === undefined) {
      history = new FrameHistory();
      this.#histories.set(stream, history);
    }
    return history;
  }
}
