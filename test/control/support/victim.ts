/**
 * A control plane in a separate process, to be killed; started as the box starts it.
 * Prints its ports in one line of JSON.
 */
import { openStore } from '../../../src/control/store/open-store.js';

const dataDir = process.argv[2]!;
const asked = performance.now();
const opening = openStore(dataDir);
const { startBox } = await import('./control-box.js');
const box = await startBox({ dataDir, opening, backupEveryMs: 300 });
process.stdout.write(
  `${JSON.stringify({ webPort: box.webPort, mqttPort: box.control.mqttPort, devices: box.control.restored.devices, restoreMs: performance.now() - asked, log: box.log })}\n`,
);
