import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { twoHosts } from '../harness/namespaces.js';
import { until } from '../harness/until.js';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Seen {
  readonly at: number;
  readonly live: number;
  readonly stalled: number;
  /** The neighbour is still there. */
  readonly plays: boolean;
  readonly missing: number;
}

t.test(
  'A6 ten clients of every kind vanish together without a word: found, let go, and a neighbour plays on',
  { timeout: 240_000 },
  async (t) => {
    const hosts = twoHosts();
    if ('why' in hosts) return t.plan(0, hosts.why);
    const folder = mkdtempSync(join(tmpdir(), 'stagebox-dead-'));
    const children: ChildProcess[] = [];
    t.teardown(() => {
      for (const child of children) child.kill('SIGKILL');
      hosts.remove();
      rmSync(folder, { recursive: true, force: true });
    });
    const run = (ns: string, script: string, ...args: string[]): string[] => {
      const words = ['-u', 'NODE_OPTIONS', `KEYS=${folder}`, process.execPath, script, ...args];
      const [command, all] = hosts.inside(ns, 'env', ...words);
      const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const lines: string[] = [];
      createInterface(child.stdout!).on('line', (line) => lines.push(line));
      return lines;
    };
    const ports = ['--web-port', '5100', '--native-port', '5101', '--audio-port', '5102', '--mqtt-port', '1883'];
    const flags = ['--source', 'tones:2', '--mdns', 'false', '--data-dir', join(folder, 'data'), ...ports];
    const box = run(hosts.a, file('../../../bin/stagebox'), ...flags);
    await until('the box is ready', () => box.some((line) => line.startsWith('ready')), 60_000);
    const watch = run(hosts.a, file('./dead/watch.js'), '5100', '5101');
    const seen = () => watch.map((line) => JSON.parse(line) as Seen);
    const clients = run(hosts.b, file('./dead/clients.js'), hosts.addressA, '5100');
    await until('all play', () => clients.includes('playing'), 60_000);
    await until('the box counts ten', () => seen().at(-1)?.live === 10, 60_000);

    hosts.ip(hosts.b, 'link', 'set', hosts.link, 'down');
    const cut = Date.now();
    await until('none is left', () => seen().at(-1)?.live === 0, 60_000);
    const after = seen().filter(({ at }) => at >= cut);
    const ms = (fits: (one: Seen) => boolean) => (after.find(fits)?.at ?? Number.NaN) - cut;
    t.comment(
      `first found after ${ms(({ stalled }) => stalled > 0)} ms, all found after ` +
        `${ms(({ live, stalled }) => stalled === live)} ms, all gone after ${ms(({ live }) => live === 0)} ms; ` +
        `a neighbour missed ${seen().at(-1)!.missing} frames`,
    );
    t.ok(
      after.some(({ stalled }) => stalled > 0),
      'they were stalled first',
    );
    t.ok(seen().at(-1)!.plays, 'the neighbour plays on');
  },
);
