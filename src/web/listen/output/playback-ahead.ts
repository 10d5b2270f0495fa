/**
 * The rungs of plain http: the page writes each packet, as it comes, to where the audio thread will read it. A page
 * that stands still for longer than the lead is heard, because only the page can write.
 */
import { AheadPlayout } from '../../../playout/ahead.js';
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { FedPacket, Feed } from '../worker/messages.js';
import { createBufferSink } from './buffer-sink.js';
import { DevicePosition } from './device-position.js';
import { createFeedLink } from './feed-link.js';
import type { Rung } from './ladder.js';
import type { Playback, PlaybackEvents, PlaybackReport, PlaybackScripts } from './playback.js';
import { createRingSink, sharesMemory } from './ring-sink.js';

/** How many frames earlier than by its last bursts the audio thread may come: it takes one block at a time. */
const MARGIN = 32;
/** How often to look while no packets come, ms. */
const LOOK_MS = 100;
/** Each report is a copy; a copy per packet would make garbage. */
const REPORT_MS = 200;
/** A packet that waited for the page longer than this was held up by the page, not by the network, ms. */
const HELD_MS = 4;

/** Rejects if this browser does not show what is written into a playing buffer. */
export async function createAheadPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  scripts: PlaybackScripts,
  events: PlaybackEvents,
): Promise<Playback> {
  const rate = context.sampleRate;
  if (rung.path === 'ring' && !(await sharesMemory(rate))) throw new Error('a playing AudioBuffer is a copy here');
  const sink = rung.path === 'ring' ? createRingSink(context) : createBufferSink(context);
  const playout = new AheadPlayout({ outputRate: rate, bounds }, sink);
  const position = new DevicePosition(rate);
  let report: PlaybackReport | undefined;

  const tell = (device: number, nowMs: number) => {
    if (report !== undefined && nowMs - report.atMs < REPORT_MS) return;
    const leadMs = ((playout.frontier - device + MARGIN) * 1000) / rate;
    report = { stats: { ...playout.stats }, atMs: nowMs, leadMs };
  };
  let aliveMs = Number.NEGATIVE_INFINITY;
  const stayAlive = (nowMs: number) => {
    if (nowMs - aliveMs < LOOK_MS / 2) return;
    aliveMs = nowMs;
    sink.alive();
  };
  const deviceAt = (nowMs: number) => position.observe(context.currentTime, nowMs) + MARGIN;
  const take = (packet: FedPacket) => {
    const nowMs = performance.now();
    // A hidden page's timers are rare; its packets are not.
    stayAlive(nowMs);
    const device = deviceAt(nowMs);
    const { underruns } = playout.stats;
    playout.push(packet, device, nowMs);
    const heldMs = performance.timeOrigin + nowMs - packet.receivedMs;
    if (playout.stats.underruns > underruns && heldMs > HELD_MS) playout.countLate(1, 0);
    tell(device, nowMs);
  };
  const look = () => {
    const nowMs = performance.now();
    const device = deviceAt(nowMs);
    stayAlive(nowMs);
    playout.look(device, nowMs);
    tell(device, nowMs);
  };
  const flush = () => {
    const nowMs = performance.now();
    playout.flush(deviceAt(nowMs), nowMs);
  };
  const newFeed = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Feed>) => (data === null ? flush() : take(data));
    return port2;
  };
  const link = createFeedLink(scripts, newFeed, events);
  const timer = setInterval(look, LOOK_MS);
  look();
  return {
    rung,
    node: sink.node,
    get report() {
      return report;
    },
    link,
    chirp: undefined,
    setBounds: (next) => playout.setBounds(next),
    dispose() {
      clearInterval(timer);
      link.end();
      sink.stop();
    },
  };
}
