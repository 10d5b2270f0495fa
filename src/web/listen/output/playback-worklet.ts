/** The best rung: socket in a worker, playout in an AudioWorklet; the page only watches. Secure origins only. */
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import { Connection } from '../worker/connection.js';
import { type FromWorker, isSound, type ToWorker, type ToWorklet, type WorkletReport } from '../worker/messages.js';
import type { Rung } from './ladder.js';
import type { Playback, PlaybackEvents, PlaybackReport } from './playback.js';

export interface WorkletScripts {
  readonly workletUrl: string;
  readonly workerUrl: string;
}

/** The holder of the socket: a worker or, where workers fail, the page. */
interface Link {
  open(url: string): void;
  close(): void;
  retryNow(): void;
  send(text: string): void;
  end(): void;
}

/** @param onRefused called when the worker's script could not be loaded or run. */
function workerLink(url: string, feed: MessagePort, events: PlaybackEvents, onRefused: () => void): Link {
  const worker = new Worker(url);
  const tell = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  tell({ type: 'port', port: feed }, [feed]);
  worker.onerror = () => {
    worker.terminate();
    onRefused();
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'opened') events.opened();
    else if (data.type === 'closed') events.closed(data.code);
    else events.message(data.data);
  };
  return {
    open: (address) => tell({ type: 'open', url: address }),
    close: () => tell({ type: 'close' }),
    retryNow: () => tell({ type: 'retry' }),
    send: (text) => tell({ type: 'send', text }),
    end: () => worker.terminate(),
  };
}

function pageLink(feed: MessagePort, events: PlaybackEvents): Link {
  const connection = new Connection({
    opened() {
      feed.postMessage(null);
      events.opened();
    },
    closed: (code) => events.closed(code),
    message(data) {
      if (isSound(data)) feed.postMessage(data, [data]);
      else events.message(data);
    },
  });
  return {
    open: (url) => connection.open(url),
    close: () => connection.close(),
    retryNow: () => connection.retryNow(),
    send: (text) => connection.send(text),
    end: () => connection.close(),
  };
}

/** Rejects if the browser refuses the script. */
export async function createWorkletPlayback(
  context: AudioContext,
  rung: Rung,
  bounds: LeadBounds,
  scripts: WorkletScripts,
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
  let address = '';
  let link: Link;
  const useThePage = () => {
    link = pageLink(newFeed(), events);
    if (address !== '') link.open(address);
  };
  try {
    link = workerLink(scripts.workerUrl, newFeed(), events, useThePage);
  } catch {
    link = pageLink(newFeed(), events);
  }
  let report: PlaybackReport | undefined;
  node.port.onmessage = ({ data }: MessageEvent<WorkletReport>) => {
    const atMs = data.wallMs - Date.now() + performance.now();
    report = { stats: data.stats, atMs, leadMs: 0 };
  };
  return {
    rung,
    node,
    get report() {
      return report;
    },
    open(url) {
      address = url;
      link.open(url);
    },
    close() {
      address = '';
      link.close();
    },
    retryNow: () => link.retryNow(),
    send: (text) => link.send(text),
    setBounds: (next) => tell({ type: 'bounds', bounds: next }),
    dispose() {
      address = '';
      link.close();
      link.end();
      node.port.onmessage = null;
      node.disconnect();
    },
  };
}
