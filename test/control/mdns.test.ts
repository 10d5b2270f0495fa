import { networkInterfaces } from 'node:os';
import t from 'tap';
import { announce, txtRecord } from '../../src/control/mdns.js';

const options = {
  name: 'Test box',
  serial: 'sb-test_1',
  version: '1.2.3',
  webPort: 5100,
  audioPort: 5102,
  nativePort: 5101,
};

t.test('B4 TXT has the identity and the ports, keys of at most nine letters, small', async (t) => {
  const txt = txtRecord(options);
  t.same(txt, { txtvers: '1', id: 'sb-test_1', proto: '2,3', wp: '5100', ap: '5102', fw: '1.2.3' });
  for (const key of Object.keys(txt)) t.ok(key.length <= 9);
  t.ok(Object.entries(txt).flat().join('').length < 400);
});

t.test('an interface that does not exist is told and stops nothing', async (t) => {
  const log: string[] = [];
  const mdns = announce({ ...options, interfaces: ['nosuch0'], log: (line) => log.push(line) });
  t.equal(await mdns.announced, false);
  t.match(log, [/nosuch0/]);
  t.same(mdns.hostNames(), []);
  await mdns.stop();
});

const lan = Object.entries(networkInterfaces()).find(([, addresses]) =>
  addresses?.some(({ internal, family }) => !internal && family === 'IPv4'),
)?.[0];

t.test(
  'it announces itself, or says why not, and ends',
  lan ? {} : { skip: 'no network interface but loopback' },
  async (t) => {
    const log: string[] = [];
    const mdns = announce({ ...options, interfaces: [lan!], log: (line) => log.push(line) });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), 10_000);
    });
    const announced = await Promise.race([mdns.announced, late]);
    clearTimeout(timer);
    const names = mdns.hostNames();
    t.match(names, [/^stagebox-sb-test-1(-\(\d+\))?\.local$/, /^stagebox(-\(\d+\))?\.local$/], names.join(' '));
    t.ok(announced === true || log.length > 0, `announced: ${announced}; ${log.join(' ')}`);
    await mdns.stop();
  },
);
