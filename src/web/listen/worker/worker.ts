/**
 * Entry point of the connection's worker. The socket lives here, so that a busy page does not hold up the sound.
 * Packets go straight to the player: the worklet, or the page.
 */
import { Connection } from './connection.js';
import { type Feed, type FromWorker, isSound, type ToWorker } from './messages.js';
import { SoundReader } from './sound-reader.js';

let sink: MessagePort | undefined;
const reader = new SoundReader();

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function feed(packet: Feed): void {
  sink?.postMessage(packet, packet === null ? [] : [packet.samples.buffer]);
}

const connection = new Connection({
  opened() {
    feed(null);
    tell({ type: 'opened' });
  },
  closed: (code) => tell({ type: 'closed', code }),
  message(data) {
    if (!isSound(data)) return tell({ type: 'message', data }, [data]);
    const packet = reader.read(data);
    if (packet) feed(packet);
  },
});

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'port') sink = data.port;
  else if (data.type === 'open') connection.open(data.url);
  else if (data.type === 'close') connection.close();
  else if (data.type === 'retry') connection.retryNow();
  else connection.send(data.text);
};
