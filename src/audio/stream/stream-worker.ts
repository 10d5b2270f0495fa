/** Entry of the stream worker: this thread runs only the sockets. */
import { parentPort, workerData } from 'node:worker_threads';
import { faultText } from '../../base/barrier.js';
import { raiseThreadPriority } from '../thread-priority.js';
import type { StreamWorkerData, ToStream } from './stream-messages.js';
import { StreamService } from './stream-service.js';

const port = parentPort;
if (port === null) throw new Error('stream-worker.js runs as a worker only');
const data = workerData as StreamWorkerData;
if (data.raisePriority) raiseThreadPriority();
const service = new StreamService(data, (message) => {
  port.postMessage(message);
  // Nothing follows these two, so the thread may end.
  if (message.type === 'stopped' || message.type === 'failed') port.close();
});
port.on('message', (message: ToStream) => service.receive(message));
// An uncaught error ends the box. The main thread does that: it asks this one to
// stop, which closes the listeners first.
process.on('uncaughtException', (error) => port.postMessage({ type: 'dying', text: faultText(error) }));
await service.start();
