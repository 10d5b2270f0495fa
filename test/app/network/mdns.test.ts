import { networkInterfaces } from 'node:os';
import t from 'tap';
import { announce, txtRecord } from '../../../src/app/network/mdns.js';
import { parseFromMdns } from '../../../src/app/network/mdns-messages.js';
import { until } from '../../harness/until.js';

const options = {
  name: 'Test box',
  serial: 'sb-test_1',
  version: '1.2.3',
  webPort: 5100,
  audioPort: 5102,
  nativePort: 5101,
};

function start(on: string | undefined, name = options.name) {
  const log: string[] = [];
  const trouble: string[] = [];
  const tell = { log: (line: string) => log.push(line), trouble: (line: string) => trouble.push(line) };
  return { mdns: announce({ ...options, name, ...(on === undefined ? {} : { on }), ...tell }), log, trouble };
}

t.test('B4 TXT has the identity and the ports, keys of at most nine letters, small', async (t) => {
  const txt = txtRecord(options);
  t.same(txt, { txtvers: '1', id: 'sb-test_1', proto: '2,3', wp: '5100', ap: '5102', fw: '1.2.3' });
  for (const key of Object.keys(txt)) t.ok(key.length <= 9);
  t.ok(Object.entries(txt).flat().join('').length < 400);
});

t.test('an interface that does not exist is reported and awaited', async (t) => {
  const { mdns, trouble } = start('nosuch0@eth0');
  await until('it waits', () => mdns.figures().state === 'waiting');
  t.match(trouble, [/nosuch0@eth0/]);
  t.same(mdns.hostNames(), []);
  t.match(mdns.figures(), { announced: false, restarts: 0, names: [] });
  await mdns.stop();
});

const lan = Object.entries(networkInterfaces()).find(([, addresses]) =>
  addresses?.some(({ internal, family }) => !internal && family === 'IPv4'),
)?.[0];

t.test(
  'it announces itself, or says why not, and ends',
  lan ? {} : { skip: 'no network interface but loopback' },
  async (t) => {
    const { mdns, log, trouble } = start(lan);
    await until('it is announced', () => mdns.figures().state === 'announced' || trouble.length > 0);
    if (trouble.length === 0) {
      t.match(mdns.hostNames(), [/^stagebox-sb-test-1(-\(\d+\))?\.local$/, /^stagebox(-\(\d+\))?\.local$/]);
      t.match(log, [/announced as Test box/]);
    }
    const { pid } = mdns;
    await mdns.stop();
    t.throws(() => process.kill(pid!, 0), 'its process is gone');
  },
);

t.test('messages of another shape from the process are ignored', async (t) => {
  t.same(parseFromMdns({ type: 'waiting', more: 1 }), { type: 'waiting' });
  const good = { type: 'announced', name: 'Box', hosts: ['stagebox.local'] };
  t.same(parseFromMdns(good), good);
  for (const bad of [
    undefined,
    null,
    'beat',
    7,
    [],
    {},
    { type: 'ready' },
    { ...good, name: 7 },
    { ...good, name: 'x'.repeat(256) },
    { ...good, hosts: 'stagebox.local' },
    { ...good, hosts: [7] },
    { ...good, hosts: ['a\r\nb'] },
    { ...good, hosts: Array(5).fill('a') },
  ])
    t.equal(parseFromMdns(bad), undefined, JSON.stringify(bad));
});
