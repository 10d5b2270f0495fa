/**
 * The way on plain http: a ScriptProcessorNode, which runs on the page's main thread and loses output when the page is busy; such losses are found
 * and told to playout apart from drift.
 */
import type { Rung } from './ladder.js';
import { PagePlayout } from './page-playout.js';
import type { Playback, PlaybackEvents } from './playback.js';
import { SkippedOutput } from './skipped-output.js';

export function createScriptPlayback(
  context: AudioContext,
  rung: Rung,
  floorMs: number,
  events: PlaybackEvents,
): Playback {
  const playout = new PagePlayout(context.sampleRate, floorMs, events);
  const skipped = new SkippedOutput(rung.blockFrames);
  // One input although none is used: older WebKit never calls back without.
  const node = context.createScriptProcessor(rung.blockFrames, 1, 2);
  node.onaudioprocess = (event) => {
    const lost = skipped.observe(event.playbackTime * context.sampleRate);
    const leadMs = Math.max(0, (event.playbackTime - context.currentTime) * 1000);
    playout.render(event.outputBuffer.getChannelData(0), event.outputBuffer.getChannelData(1), lost, leadMs);
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
    setFloor: (ms) => playout.setFloor(ms),
    dispose() {
      connection.close();
      node.onaudioprocess = null;
      node.disconnect();
    },
  };
}
