/** Entry of the stream worker: nothing runs in this thread but the sockets. */
import { parentPort, workerData } from 'node:worker_threads';
import { hurryThread } from '../thread-priority.js';
import type { StreamWorkerData, ToStream } from './stream-messages.js';
import { StreamService } from './stream-service.js';

const port = parentPort;
if (port === null) throw new Error('stream-worker.js runs as a worker only');
const data = workerData as StreamWorkerData;
if (data.hurry) hurryThread();
const service = new StreamService(data, (message) => {
  port.postMessage(message);
  // Nothing follows these two: the thread may end.
  if (message.type === 'stopped' || message.type === 'failed') port.close();
});
port.on('message', (message: ToStream) => service.receive(message));
// A fault here ends the box; its listeners are told first.
process.once('uncaughtException', (error) => {
  void service.stop().finally(() => {
    throw error;
  });
});
await service.start();
