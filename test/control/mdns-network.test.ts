import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { twoHosts } from '../harness/namespaces.js';

interface Seen {
  readonly name: string;
  readonly event: string;
  readonly type: string;
  readonly port: number;
  readonly txt: Record<string, string>;
  readonly addresses: string[];
}

t.test(
  'B4 another host finds the box, sees its new address after a change, and its goodbye',
  { timeout: 90_000 },
  async (t) => {
    const hosts = twoHosts();
    if ('why' in hosts) return t.plan(0, hosts.why);
    const children: ChildProcess[] = [];
    t.teardown(() => {
      for (const child of children) child.kill('SIGKILL');
      hosts.remove();
    });
    const run = (ns: string, script: string, where: string) => {
      const file = fileURLToPath(new URL(script, import.meta.url));
      const [command, args] = hosts.inside(ns, 'env', '-u', 'NODE_OPTIONS', process.execPath, file, where);
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    };
    const seen: Seen[] = [];
    createInterface(run(hosts.b, './mdns-browser.js', hosts.addressB).stdout!).on('line', (line) =>
      seen.push(JSON.parse(line) as Seen),
    );
    const box = run(hosts.a, './mdns-announcer.js', hosts.link);
    const until = async (what: string, find: (one: Seen) => boolean) => {
      for (let i = 0; i < 700; i++) {
        const found = seen.find(find);
        if (found) return found;
        await sleep(50);
      }
      throw new Error(`${what} was not seen; seen: ${JSON.stringify(seen)}`);
    };
    const native = await until('the box', (one) => one.event === 'up' && one.type === 'fichatech');
    t.equal(native.port, 5101);
    t.match(native.txt, { txtvers: '1', id: 'sb-test', proto: '2,3', wp: '5100', ap: '5102', fw: '1.2.3' });
    t.equal(native.name, 'Stage Box', 'no conflict with itself');
    t.ok(native.addresses.includes(hosts.addressA), native.addresses.join(' '));
    t.equal((await until('the page', (one) => one.event === 'up' && one.type === 'http')).port, 5100);

    const from = seen.length;
    hosts.ip(hosts.a, 'addr', 'del', `${hosts.addressA}/24`, 'dev', hosts.link);
    hosts.ip(hosts.a, 'addr', 'add', '10.83.1.77/24', 'dev', hosts.link);
    hosts.ip(hosts.a, 'route', 'replace', '224.0.0.0/4', 'dev', hosts.link);
    // A browser that starts after the change must be told the new address.
    const late: Seen[] = [];
    await sleep(16_000);
    createInterface(run(hosts.b, './mdns-browser.js', hosts.addressB).stdout!).on('line', (line) =>
      late.push(JSON.parse(line) as Seen),
    );
    for (
      let i = 0;
      i < 400 && !late.some((one) => one.type === 'fichatech' && one.addresses.includes('10.83.1.77'));
      i++
    )
      await sleep(50);
    const again = late.find((one) => one.type === 'fichatech' && one.addresses.includes('10.83.1.77'));
    t.ok(again, `the new address; late ${JSON.stringify(late)} first ${JSON.stringify(seen.slice(from))}`);
    t.notOk(again?.addresses.includes(hosts.addressA), 'and not the old one');

    box.kill('SIGTERM');
    await until('the goodbye', (one) => one.event === 'down' && one.type === 'fichatech');
  },
);
