/** Announces a box until SIGTERM. The mDNS test runs it inside a namespace. */
import { announce } from '../../../src/app/network/mdns.js';

const announcer = announce({
  name: process.argv[3] ?? 'Stage Box',
  serial: 'sb-test',
  version: '1.2.3',
  webPort: 5100,
  audioPort: 5102,
  nativePort: 5101,
  on: process.argv[2] || undefined,
  log: (line) => console.error(line),
  trouble: (line) => console.error(line),
});
process.once('SIGTERM', () => void announcer.stop().then(() => process.exit(0)));
setInterval(() => undefined, 1000);
