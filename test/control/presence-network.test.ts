/** A client whose link breaks silently: no FIN, no reset, over TCP and over a WebSocket. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { builtAddon } from '../addon/built-addon.js';
import { twoHosts } from '../harness/namespaces.js';
import { PATIENCE_MS } from '../harness/patience.js';
import { joinBox, Link, startBox } from './support/box.js';

/** The lines of a script that runs in a namespace, or here; it ends with the test. */
class Script {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  #look = (): void => undefined;

  constructor(t: Test, [command, args]: readonly [string, string[]]) {
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.teardown(() => this.process.kill('SIGKILL'));
    createInterface(this.process.stdout!).on('line', (line) => {
      this.lines.push(line);
      this.#look();
    });
  }

  /** The first matching line from `from` on. */
  line(fits: RegExp, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${fits}; had ${this.lines.join(' | ')}`)), PATIENCE_MS);
      this.#look = () => {
        const found = this.lines
          .slice(from)
          .map((line) => fits.exec(line))
          .find((match) => match !== null);
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      };
      this.#look();
    });
  }
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const node = (file: string, ...args: string[]) => ['-u', 'NODE_OPTIONS', process.execPath, script(file), ...args];

if (!builtAddon()) t.plan(0, 'the addon is not built');
else {
  t.test(
    'R15 A6 a pulled link: everybody learns within about a second that the device has gone, and when it returns',
    async (t) => {
      const hosts = twoHosts();
      if ('why' in hosts) return t.plan(0, hosts.why);
      t.teardown(() => hosts.remove());
      const box = new Script(t, hosts.inside(hosts.a, 'env', ...node('./presence-box.js')));
      const about = (await box.line(/^ready (.*)$/))[1]!;
      const client = new Script(
        t,
        hosts.inside(hosts.b, 'env', ...node('./presence-client.js', hosts.addressA, about)),
      );
      for (const uuid of ['tcp', 'ws']) await box.line(new RegExp(`^${uuid} true `));

      for (const round of [1, 2]) {
        const from = box.lines.length;
        const pulled = Date.now();
        hosts.ip(hosts.b, 'link', 'set', hosts.link, 'down');
        for (const uuid of ['tcp', 'ws']) {
          const [, at] = await box.line(new RegExp(`^${uuid} false (\\d+)$`), from);
          t.comment(`round ${round}: ${uuid} shown as gone after ${Number(at) - pulled} ms`);
        }
        if (round === 2) break;
        // Usually before its time is up, so that it is the same connection. On a slow machine the
        // box closes it, and the client connects again.
        const after = box.lines.length;
        hosts.ip(hosts.b, 'link', 'set', hosts.link, 'up');
        for (const uuid of ['tcp', 'ws']) await box.line(new RegExp(`^${uuid} true `), after);
      }
      t.same(
        box.lines.slice(1).filter((line) => !/^(tcp|ws) (true|false) \d+$/.test(line)),
        [],
      );
      t.ok(client.process.exitCode === null);
    },
  );

  t.test('R15 A6 a paused program over TCP stays: its kernel answers', async (t) => {
    const box = await startBox({ probe: builtAddon() });
    t.teardown(() => box.stop());
    const devices = [await joinBox(box, 'Paused', 'tcp')];
    const watcher = await Link.open(box, await joinBox(box, 'Watcher'));
    t.teardown(() => watcher.close());
    await watcher.subscribe('sb/1/devices/delta');
    const about = JSON.stringify({ mqtt: box.control.mqttPort, web: box.webPort, devices });
    const here = watcher.next((m) => m.body.changed?.[0].uuid === 'tcp' && m.body.changed[0].active);
    const paused = new Script(t, ['env', node('./presence-client.js', '127.0.0.1', about)]);
    await here;
    const from = watcher.heard.length;
    paused.process.kill('SIGSTOP');
    await sleep(4000);
    t.same(
      watcher.heard.slice(from).filter((m) => m.body.changed?.[0].uuid === 'tcp'),
      [],
    );
    t.match(box.control.stats(), { control: { mqtt: 2 } });
  });
}
