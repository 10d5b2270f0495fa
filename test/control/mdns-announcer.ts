/** Announces a box until SIGTERM. Run by the mDNS test inside a namespace. */
import { announce } from '../../src/control/mdns.js';

const announcer = announce({
  name: 'Stage Box',
  serial: 'sb-test',
  version: '1.2.3',
  webPort: 5100,
  audioPort: 5102,
  nativePort: 5101,
  interfaces: [process.argv[2]!],
  log: (line) => console.error(line),
});
process.once('SIGTERM', () => void announcer.stop().then(() => process.exit(0)));
setInterval(() => undefined, 1000);
