/**
 * While a box plays, its announcing process gets datagrams that end it, or is killed. It
 * comes back, and nothing else notices.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { countingWav } from '../../harness/counting.js';
import { type TwoHosts, twoHosts } from '../../harness/namespaces.js';
import { until } from '../../harness/until.js';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Heard {
  readonly frames: number;
  readonly wrong: number;
  readonly gaps: number;
  readonly firstFault?: string;
  /** The longest stall of the listener itself, ms. */
  readonly heldMs: number;
}

/**
 * A listener that takes nothing for 60 ms, or a box that does not run for 60 ms, loses packets by the rules. So a
 * machine that stalls them that long explains a loss.
 */
const HELD_MS = 40;

/** Processes with this text in their command line, from the kernel's list. */
function processesOf(parent: number, what: string): number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
    readFileSync(`/proc/${parent}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(what))
      .map(Number),
  );
}

/** A box that plays a counting recording on host A, a listener beside it, and the attacks of host B. */
class Stage {
  readonly hosts: TwoHosts;
  readonly #folder = mkdtempSync(join(tmpdir(), 'stagebox-mdns-'));
  readonly #children: ChildProcess[] = [];
  readonly errors: string[] = [];
  #box!: ChildProcess;
  #heard: Heard = { frames: 0, wrong: 0, gaps: 0, heldMs: 0 };

  private constructor(hosts: TwoHosts) {
    this.hosts = hosts;
  }

  static async open(t: Test, flags: readonly string[] = []): Promise<Stage | { readonly why: string }> {
    const hosts = twoHosts();
    if ('why' in hosts) return hosts;
    const stage = new Stage(hosts);
    t.teardown(() => stage.#close());
    const wav = join(stage.#folder, 'counting.wav');
    countingWav(wav);
    const ports = ['--web-port', '5100', '--native-port', '5101', '--audio-port', '5102', '--mqtt-port', '1883'];
    const data = ['--data-dir', join(stage.#folder, 'data'), '--source', `wav:${wav}`];
    stage.#box = stage.run(hosts.a, '../../../../bin/stagebox', ...ports, ...data, ...flags);
    createInterface(stage.#box.stderr!).on('line', (line) => stage.errors.push(line));
    const lines: string[] = [];
    createInterface(stage.#box.stdout!).on('line', (line) => lines.push(line));
    await until('the box is ready', () => lines.some((line) => line.startsWith('ready')));
    const listener = stage.run(hosts.a, './steady-listener.js', '5101');
    createInterface(listener.stdout!).on('line', (line) => {
      stage.#heard = JSON.parse(line) as Heard;
    });
    await stage.found();
    return stage;
  }

  run(ns: string, script: string, ...args: string[]): ChildProcess {
    const [command, all] = this.hosts.inside(ns, 'env', '-u', 'NODE_OPTIONS', process.execPath, file(script), ...args);
    const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  /** Starts a search on host B and waits until it finds the box; returns the ms it took. */
  async found(): Promise<number> {
    const started = performance.now();
    await until('the box is found', async () => {
      const finder = this.run(this.hosts.b, './mdns-find.js');
      const [line] = (await once(createInterface(finder.stdout!), 'line')) as [string];
      return (JSON.parse(line) as { host?: string }).host === this.hosts.addressA;
    });
    return performance.now() - started;
  }

  async say(...what: string[]): Promise<void> {
    const { addressA, addressB, b } = this.hosts;
    await once(this.run(b, './mdns-say.js', addressB, addressA, ...what), 'exit');
  }

  /** The current announcing process. */
  announcer(): Promise<number> {
    return until('it announces', () => processesOf(this.#box.pid!, 'mdns-child')[0]);
  }

  async health(): Promise<Record<string, unknown>> {
    const [command, args] = this.hosts.inside(
      this.hosts.a,
      process.execPath,
      '-e',
      'fetch("http://127.0.0.1:5100/api/health").then((r) => r.text()).then(console.log)',
    );
    const asked = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
    const [line] = (await once(createInterface(asked.stdout), 'line')) as [string];
    return JSON.parse(line) as Record<string, unknown>;
  }

  /** The box is still the same process, and its listener has lost nothing and hears more. */
  async undisturbed(t: Test, what: string): Promise<void> {
    const { frames } = this.#heard;
    await until('the listener hears more', () => this.#heard.frames > frames + 4800);
    const { wrong, gaps, heldMs, firstFault } = this.#heard;
    const { latency } = (await this.health()) as { latency: { captureToSocket: { max: number } } };
    const held = Math.max(heldMs, latency.captureToSocket.max / 1000);
    if (gaps > 0 && held > HELD_MS) t.comment(`${gaps} gaps: the machine held them for up to ${Math.round(held)} ms`);
    else t.same({ wrong, gaps }, { wrong: 0, gaps: 0 }, `${what}: no sample altered or missing, ${firstFault ?? ''}`);
    t.equal(this.#box.exitCode, null, `${what}: the box runs`);
  }

  async #close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    this.hosts.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

t.test('forged answers about its own host name end at most the announcement, and the box is found again', async (t) => {
  const stage = await Stage.open(t);
  if ('why' in stage) return t.plan(0, stage.why);
  const lost = () => stage.errors.filter((line) => line.includes('not announced'));
  for (let time = 1; time <= 3; time++) {
    await stage.say('poison');
    t.comment(`found again after ${Math.round(await stage.found())} ms`);
  }
  await stage.undisturbed(t, 'poisoned');
  for (const seed of [1, 2]) {
    await stage.say('damaged', '1000', String(seed));
    t.comment(`found again after ${Math.round(await stage.found())} ms`);
    await stage.undisturbed(t, `1000 damaged packets, seed ${seed}`);
  }
  t.ok(lost().length <= 1, `a lost announcement is logged once: ${lost().join(' | ')}`);
});

t.test('its process, killed 20 times, is found again each time, and nothing else notices', async (t) => {
  const stage = await Stage.open(t);
  if ('why' in stage) return t.plan(0, stage.why);
  let longest = 0;
  for (let time = 1; time <= 20; time++) {
    process.kill(await stage.announcer(), 'SIGKILL');
    longest = Math.max(longest, await stage.found());
  }
  t.comment(`found again after at most ${Math.round(longest)} ms`);
  await stage.undisturbed(t, 'killed 20 times');
  // It is found by its first announcement; the process reports only after the last.
  const announced = async () => ((await stage.health()).mdns as { announced: boolean }).announced;
  await until('the announcement is whole', announced);
  t.match((await stage.health()).mdns, { restarts: 20 });
  t.equal(stage.errors.filter((line) => line.includes('not announced')).length, 1, 'logged once');
});

t.test('its process, if stopped, is ended and started again', async (t) => {
  const stage = await Stage.open(t);
  if ('why' in stage) return t.plan(0, stage.why);
  const pid = await stage.announcer();
  process.kill(pid, 'SIGSTOP');
  await until('another announces', async () => (await stage.announcer()) !== pid);
  await stage.found();
  await stage.undisturbed(t, 'stopped');
});

t.test('a later interface is announced on, also under the name that ip link prints', async (t) => {
  const hosts = twoHosts();
  if ('why' in hosts) return t.plan(0, hosts.why);
  t.teardown(() => hosts.remove());
  hosts.ip(hosts.a, 'link', 'set', hosts.link, 'down');
  const run = (ns: string, script: string, ...args: string[]) => {
    const [command, all] = hosts.inside(ns, 'env', '-u', 'NODE_OPTIONS', process.execPath, file(script), ...args);
    const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    t.teardown(() => child.kill('SIGKILL'));
    return child;
  };
  for (const on of [`${hosts.link}@if2`, hosts.addressA, '']) {
    const box = run(hosts.a, './mdns-announcer.js', on);
    const errors: string[] = [];
    createInterface(box.stderr!).on('line', (line) => errors.push(line));
    await until('it says that it waits', () => errors.some((line) => line.includes('when it appears')));
    hosts.ip(hosts.a, 'link', 'set', hosts.link, 'up');
    hosts.ip(hosts.a, 'route', 'replace', '224.0.0.0/4', 'dev', hosts.link);
    const finder = run(hosts.b, './mdns-find.js');
    const [line] = (await once(createInterface(finder.stdout!), 'line')) as [string];
    t.match(JSON.parse(line), { name: 'Stage Box', host: hosts.addressA }, on);
    box.kill('SIGKILL');
    hosts.ip(hosts.a, 'link', 'set', hosts.link, 'down');
  }
});

t.test('two boxes with the same long name are both found, under two names', async (t) => {
  const hosts = twoHosts();
  if ('why' in hosts) return t.plan(0, hosts.why);
  const children: ChildProcess[] = [];
  t.teardown(() => {
    for (const child of children) child.kill('SIGKILL');
    hosts.remove();
  });
  const run = (ns: string, script: string, ...args: string[]) => {
    const [command, all] = hosts.inside(ns, 'env', '-u', 'NODE_OPTIONS', process.execPath, file(script), ...args);
    const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
  const found = new Map<string, string>();
  createInterface(run(hosts.b, './mdns-browser.js', hosts.addressB).stdout!).on('line', (line) => {
    const { event, type, name, addresses } = JSON.parse(line) as Record<string, string> & { addresses: string[] };
    if (type !== 'fichatech') return;
    if (event === 'down') found.delete(name!);
    else found.set(name!, addresses.find((address) => address.includes('.')) ?? '');
  });
  const name = '舞'.repeat(22);
  for (const ns of [hosts.a, hosts.b]) run(ns, './mdns-announcer.js', hosts.link, name);
  const cut = '舞'.repeat(19);
  await until('both are found', () => found.has(cut) && found.has(`${cut} (2)`));
  t.same([found.get(cut), found.get(`${cut} (2)`)].sort(), [hosts.addressA, hosts.addressB].sort());
});
