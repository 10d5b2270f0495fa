/** A control plane in a process of its own, to be killed. Says its ports in one line of JSON. */
import { startBox } from './box.js';

const box = await startBox({ dataDir: process.argv[2]!, backupEveryMs: 300 });
process.stdout.write(
  `${JSON.stringify({ webPort: box.webPort, mqttPort: box.control.mqttPort, restoredMs: box.control.restored.ms, log: box.log })}\n`,
);
