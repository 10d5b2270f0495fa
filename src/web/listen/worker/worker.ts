/**
 * Entry point of the connection's worker. The socket lives here, so that a
 * busy page does not hold up the sound. Packets go straight to the worklet.
 */
import { Connection } from './connection.js';
import { type FromWorker, isSound, type ToWorker, type WorkletFeed } from './messages.js';

let sink: MessagePort | undefined;

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function feed(packet: WorkletFeed): void {
  sink?.postMessage(packet, packet === null ? [] : [packet]);
}

const connection = new Connection({
  opened() {
    feed(null);
    tell({ type: 'opened' });
  },
  closed: (code) => tell({ type: 'closed', code }),
  message(data) {
    if (isSound(data)) feed(data);
    else tell({ type: 'message', data }, [data]);
  },
});

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'port') sink = data.port;
  else if (data.type === 'open') connection.open(data.url);
  else if (data.type === 'close') connection.close();
  else if (data.type === 'retry') connection.retryNow();
  else connection.send(data.text);
};
