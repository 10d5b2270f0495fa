/**
 * The rung for plain http: a ScriptProcessorNode. It runs on the page's main thread and loses output
 * when the page is busy. Such losses are reported to playout apart from drift and from network loss.
 */
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { Rung } from './ladder.js';
import { LostOutput } from './lost-output.js';
import { PagePlayout } from './page-playout.js';
import type { Playback, PlaybackEvents } from './playback.js';

export function createScriptPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  events: PlaybackEvents,
): Playback {
  const playout = new PagePlayout(context.sampleRate, bounds, events);
  const rate = context.sampleRate;
  const lost = new LostOutput(rung.blockFrames);
  let lateTurns = 0;
  let lateFrames = 0;
  // One input although none is used: older WebKit never calls back without one.
  const node = context.createScriptProcessor(rung.blockFrames, 1, 2);
  node.onaudioprocess = (event) => {
    const { outputBuffer, playbackTime } = event;
    const now = context.currentTime;
    const skipped = lost.observe(playbackTime * rate, now * rate);
    playout.countLate(lost.lateTurns - lateTurns, lost.lateFrames - lateFrames);
    lateTurns = lost.lateTurns;
    lateFrames = lost.lateFrames;
    const leadMs = Math.max(0, (playbackTime - now) * 1000);
    playout.render(outputBuffer.getChannelData(0), outputBuffer.getChannelData(1), skipped, leadMs);
  };
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
      connection.close();
      node.onaudioprocess = null;
      node.disconnect();
    },
  };
}
