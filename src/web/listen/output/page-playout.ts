/** Playout on the page's main thread, for the rungs that render there: the connection, the packets and the report. */

import { decodeWebPacket } from '../../../audio/stream/web/web-packet.js';
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import { Playout } from '../../../playout/playout.js';
import { Connection } from '../worker/connection.js';
import { isSound } from '../worker/messages.js';
import type { PlaybackEvents, PlaybackReport } from './playback.js';

/** Each report is a copy; a copy per render call would make garbage. */
const REPORT_MS = 200;
/**
 * Lead above the musician's choice, ms. The page's main thread both takes packets and makes blocks, and it stands still
 * now and then. Measured on a clean network with a ScriptProcessor: without this, 27 short gaps a minute.
 */
const PAGE_LEAD_MS = 20;

const withPageLead = ({ floorMs, ceilingMs }: LeadBounds): LeadBounds => ({
  floorMs: floorMs + PAGE_LEAD_MS,
  ceilingMs: ceilingMs + PAGE_LEAD_MS,
});

export class PagePlayout {
  readonly connection: Connection;
  readonly #playout: Playout;
  #report: PlaybackReport | undefined;

  constructor(outputRate: number, bounds: LeadBounds, events: PlaybackEvents) {
    this.#playout = new Playout({ outputRate, bounds: withPageLead(bounds) });
    this.connection = new Connection({
      opened: () => {
        this.#playout.flush();
        events.opened();
      },
      closed: (code) => events.closed(code),
      message: (data) => {
        if (!isSound(data)) return events.message(data);
        const decoded = decodeWebPacket(new Uint8Array(data));
        if (decoded.ok) this.#playout.push(decoded.packet, performance.now());
      },
    });
  }

  get report(): PlaybackReport | undefined {
    return this.#report;
  }

  setBounds(bounds: LeadBounds): void {
    this.#playout.setBounds(withPageLead(bounds));
  }

  /** Counts output that came too late to be heard, as `Playout.countLate`. */
  countLate(times: number, frames: number): void {
    this.#playout.countLate(times, frames);
  }

  /** @param lostFrames output skipped since the last call. @param leadMs from now until the block is due. */
  render(left: Float32Array, right: Float32Array, lostFrames: number, leadMs: number): void {
    const nowMs = performance.now();
    const due = this.#report === undefined || nowMs - this.#report.atMs >= REPORT_MS;
    // The report describes the first frame of this block.
    if (due) this.#report = { stats: { ...this.#playout.stats }, atMs: nowMs, leadMs };
    this.#playout.render(left, right, left.length, nowMs, lostFrames);
  }
}
