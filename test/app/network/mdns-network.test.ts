import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { avahiOn } from '../../harness/avahi.js';
import { type TwoHosts, twoHosts } from '../../harness/namespaces.js';
import { until } from '../../harness/until.js';

interface Seen {
  readonly name: string;
  readonly event: string;
  readonly type: string;
  readonly port: number;
  readonly txt: Record<string, string>;
  readonly addresses: string[];
}

const TXT = { txtvers: '1', id: 'sb-test', proto: '2,3', wp: '5100', ap: '5102', fw: '1.2.3' };
const NEW_ADDRESS = '10.83.1.77';

/** Runs scripts on the two hosts; all end with the test. */
function runner(t: Test, hosts: TwoHosts): (ns: string, script: string, where: string) => ChildProcess {
  const children: ChildProcess[] = [];
  t.teardown(() => {
    for (const child of children) child.kill('SIGKILL');
    hosts.remove();
  });
  return (ns, script, where) => {
    const file = fileURLToPath(new URL(script, import.meta.url));
    const [command, args] = hosts.inside(ns, 'env', '-u', 'NODE_OPTIONS', process.execPath, file, where);
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
}

function browser(child: ChildProcess): Seen[] {
  const seen: Seen[] = [];
  createInterface(child.stdout!).on('line', (line) => seen.push(JSON.parse(line) as Seen));
  return seen;
}

t.test(
  'B4 another host finds the box, sees its new address after a change, and its goodbye',
  { timeout: 600_000 },
  async (t) => {
    const hosts = twoHosts();
    if ('why' in hosts) return t.plan(0, hosts.why);
    const run = runner(t, hosts);
    const avahi = await avahiOn(hosts, hosts.b);
    if ('why' in avahi) t.comment(`without avahi-browse: ${avahi.why}`);
    else t.teardown(() => avahi.stop());

    const first = browser(run(hosts.b, './mdns-browser.js', hosts.addressB));
    const box = run(hosts.a, './mdns-announcer.js', hosts.link);
    const up = (seen: Seen[], type: string) => seen.find((one) => one.event === 'up' && one.type === type);
    const native = await until('the box', () => up(first, 'fichatech'));
    t.equal(native.port, 5101);
    t.match(native.txt, TXT);
    t.equal(native.name, 'Stage Box', 'no conflict with itself');
    t.ok(native.addresses.includes(hosts.addressA), native.addresses.join(' '));
    t.equal((await until('the page', () => up(first, 'http'))).port, 5100);
    const listening = run(hosts.b, './mdns-find.js', '');
    const [line] = (await once(createInterface(listening.stdout!), 'line')) as [string];
    t.same(
      JSON.parse(line),
      { name: 'Stage Box', host: hosts.addressA, webPort: 5100 },
      'the reference client finds it',
    );
    if (!('why' in avahi)) {
      // The box announces its IPv6 addresses too, and those may be found first.
      const browse = async (type: string) =>
        (await avahi.browse(type)).find(({ address }) => address === hosts.addressA);
      const found = await until('the box by avahi-browse', () => browse('_fichatech._tcp'));
      t.same(found.txt, TXT);
      t.match(found, { name: 'Stage Box', host: 'stagebox-sb-test.local', address: hosts.addressA, port: 5101 });
      const page = await until('the page by avahi-browse', () => browse('_http._tcp'));
      t.match(page, { host: 'stagebox.local', address: hosts.addressA, port: 5100 });
    }

    hosts.ip(hosts.a, 'addr', 'del', `${hosts.addressA}/24`, 'dev', hosts.link);
    hosts.ip(hosts.a, 'addr', 'add', `${NEW_ADDRESS}/24`, 'dev', hosts.link);
    hosts.ip(hosts.a, 'route', 'replace', '224.0.0.0/4', 'dev', hosts.link);
    if (!('why' in avahi)) {
      const moved = await until('the new address by avahi-browse', async () =>
        (await avahi.browse('_fichatech._tcp')).find(({ address }) => address === NEW_ADDRESS),
      );
      t.match(moved, { name: 'Stage Box', port: 5101 });
    }
    // A browser that starts after the change gets only the new address.
    const again = await until('the new address', async () => {
      const child = run(hosts.b, './mdns-browser.js', hosts.addressB);
      const late = browser(child);
      const found = await until('the box', () => up(late, 'fichatech'));
      child.kill('SIGKILL');
      return found.addresses.includes(NEW_ADDRESS) ? found : undefined;
    });
    t.notOk(again.addresses.includes(hosts.addressA), 'and not the old one');

    box.kill('SIGTERM');
    await until('the goodbye', () => first.find((one) => one.event === 'down' && one.type === 'fichatech'));
    if (!('why' in avahi)) {
      const gone = async () => ((await avahi.browse('_fichatech._tcp')).length === 0 ? true : undefined);
      t.ok(await until('the goodbye by avahi-browse', gone));
    }
  },
);
