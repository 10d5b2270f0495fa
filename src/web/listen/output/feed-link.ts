/** The holder of the socket: a worker or, where workers fail, the page. It feeds the player through a port. */
import { Connection } from '../worker/connection.js';
import { type FromWorker, isSound, type ToWorker } from '../worker/messages.js';
import { SoundReader } from '../worker/sound-reader.js';
import type { FeedLink, PlaybackEvents, PlaybackScripts } from './playback.js';
import { RtcSession, sessionWay } from './rtc-session.js';

/** @param onRefused called when the worker's script could not be loaded or run. */
function workerLink(
  { workerUrl, opusUrl }: PlaybackScripts,
  feed: MessagePort,
  events: PlaybackEvents,
  onRefused: () => void,
): FeedLink {
  const worker = new Worker(workerUrl);
  const tell = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  tell({ type: 'port', port: feed }, [feed]);
  const way = opusUrl === undefined ? undefined : sessionWay();
  const session =
    way !== undefined
      ? new RtcSession(way, {
          worker,
          hand: (streams) => tell({ type: 'frames', streams }, [streams.readable, streams.writable]),
          packet: (data) => {
            tell({ type: 'packet', data, receivedMs: performance.timeOrigin + performance.now() }, [data]);
          },
          pass: (on) => tell({ type: 'pass', on }),
          send: (text) => tell({ type: 'send', text }),
          begins: (copies) => tell({ type: 'session', copies }),
        })
      : undefined;
  worker.onerror = () => {
    session?.end();
    worker.terminate();
    onRefused();
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'opened') {
      if (data.opus) session?.want();
      events.opened();
    } else if (data.type === 'closed') {
      session?.end();
      events.closed(data.code);
    } else if (data.type === 'signal') {
      session?.take(data.json);
    } else {
      events.message(data.data);
    }
  };
  return {
    open(address) {
      session?.end();
      tell({ type: 'open', url: address, opusUrl });
    },
    close() {
      session?.end();
      tell({ type: 'close' });
    },
    retryNow: () => tell({ type: 'retry' }),
    send: (text) => tell({ type: 'send', text }),
    playElsewhere: (on) => session?.playElsewhere(on) ?? false,
    end() {
      session?.end();
      worker.terminate();
    },
  };
}

function pageLink(feed: MessagePort, events: PlaybackEvents): FeedLink {
  const reader = new SoundReader();
  const connection = new Connection({
    opened() {
      feed.postMessage(null);
      events.opened();
    },
    closed: (code) => events.closed(code),
    message(data) {
      if (!isSound(data)) return events.message(data);
      for (const packet of reader.read(data)) feed.postMessage(packet, [packet.samples.buffer]);
    },
  });
  return {
    open: (url) => connection.open(url),
    close: () => connection.close(),
    retryNow: () => connection.retryNow(),
    send: (text) => connection.send(text),
    playElsewhere: () => false,
    end: () => connection.close(),
  };
}

/** @param newFeed makes the port to the player; called again when a refused worker took its port with it. */
export function createFeedLink(scripts: PlaybackScripts, newFeed: () => MessagePort, events: PlaybackEvents): FeedLink {
  let address = '';
  let link: FeedLink;
  const useThePage = () => {
    link = pageLink(newFeed(), events);
    if (address !== '') link.open(address);
  };
  try {
    link = workerLink(scripts, newFeed(), events, useThePage);
  } catch {
    link = pageLink(newFeed(), events);
  }
  return {
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
    playElsewhere: (on) => link.playElsewhere(on),
    end() {
      address = '';
      link.close();
      link.end();
    },
  };
}
