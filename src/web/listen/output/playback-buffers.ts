/**
 * The last rungs: short AudioBuffers, each scheduled to start on the frame after
 * the one before. They keep playing where a ScriptProcessorNode starves, at the
 * price of delay. A page that stands still for less than the lead loses nothing.
 */
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { Rung } from './ladder.js';
import { PagePlayout } from './page-playout.js';
import type { Playback, PlaybackEvents } from './playback.js';

/** How often buffers are made. */
const EVERY_MS = 10;
/**
 * Buffers made in one go while more than `NEAR_MS` is still scheduled. Packets
 * that waited behind the same stall as the timer can then come in between.
 */
const AT_ONCE = 2;
const NEAR_MS = 20;

export function createBufferPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  events: PlaybackEvents,
): Playback {
  const rate = context.sampleRate;
  const lead = Math.round(((rung.leadMs ?? 0) * rate) / 1000);
  const playout = new PagePlayout(rate, bounds, events);
  const node = context.createGain();
  let next = 0;
  const fill = () => {
    if (context.state !== 'running') return;
    const now = Math.ceil(context.currentTime * rate);
    let lost = 0;
    if (next <= now) {
      lost = next === 0 ? 0 : now + lead - next;
      next = now + lead;
    }
    const near = now + Math.round((NEAR_MS * rate) / 1000);
    for (let made = 0; next < now + lead + rung.blockFrames && (made < AT_ONCE || next < near); made++) {
      const buffer = context.createBuffer(2, rung.blockFrames, rate);
      const leadMs = Math.max(0, ((next - now) * 1000) / rate);
      playout.render(buffer.getChannelData(0), buffer.getChannelData(1), lost, leadMs);
      lost = 0;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(node);
      source.start(next / rate);
      next += rung.blockFrames;
    }
  };
  const timer = setInterval(fill, EVERY_MS);
  const { connection } = playout;
  return {
    rung,
    node,
    get report() {
      return playout.report;
    },
    open: (url) => connection.open(url),
    close: () => connection.close(),
    retryNow: () => connection.retryNow(),
    send: (text) => connection.send(text),
    setBounds: (next) => playout.setBounds(next),
    dispose() {
      clearInterval(timer);
      connection.close();
      node.disconnect();
    },
  };
}
