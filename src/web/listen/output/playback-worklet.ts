/** The best rung: socket in a worker, playout in an AudioWorklet; the page only watches. Secure origins only. */
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { ChirpsMade, ToWorklet, WorkletReport } from '../worker/messages.js';
import { createFeedLink } from './feed-link.js';
import type { Rung } from './ladder.js';
import type { Playback, PlaybackEvents, PlaybackReport, PlaybackScripts } from './playback.js';

/** Rejects if the browser refuses the script. */
export async function createWorkletPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  scripts: PlaybackScripts,
  events: PlaybackEvents,
): Promise<Playback> {
  await context.audioWorklet.addModule(scripts.workletUrl);
  const node = new AudioWorkletNode(context, 'listen', {
    numberOfInputs: 0,
    outputChannelCount: [2],
    processorOptions: { bounds },
  });
  const tell = (message: ToWorklet, transfer: Transferable[] = []) => node.port.postMessage(message, transfer);
  const newFeed = (): MessagePort => {
    const channel = new MessageChannel();
    tell({ type: 'port', port: channel.port1 }, [channel.port1]);
    return channel.port2;
  };
  const link = createFeedLink(scripts, newFeed, events);
  let report: PlaybackReport | undefined;
  let chirped: ((captureMs: readonly number[]) => void) | undefined;
  node.port.onmessage = ({ data }: MessageEvent<WorkletReport | ChirpsMade>) => {
    if (data.type === 'chirps') {
      chirped?.(data.captureMs);
      return;
    }
    const atMs = data.wallMs - Date.now() + performance.now();
    report = { stats: data.stats, atMs, leadMs: 0 };
  };
  return {
    rung,
    node,
    get report() {
      return report;
    },
    link,
    chirp: () =>
      new Promise((resolve) => {
        chirped = resolve;
        tell({ type: 'chirp' });
      }),
    setBounds: (next) => tell({ type: 'bounds', bounds: next }),
    dispose() {
      link.end();
      node.port.onmessage = null;
      node.disconnect();
    },
  };
}
