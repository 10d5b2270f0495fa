/**
 * Avahi on one of two hosts: a daemon with its own message bus, settings and run folder. It leaves the machine's Avahi
 * and bus alone. Needs root. Everything is in a mount namespace that ends with its processes.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TwoHosts } from './namespaces.js';
import { PATIENCE_MS } from './patience.js';

/** One resolved service, as `avahi-browse` prints it. */
interface AvahiService {
  readonly name: string;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

export interface Avahi {
  /** `avahi-browse --resolve --terminate`: the services at this moment. */
  browse(type: string): Promise<readonly AvahiService[]>;
  stop(): void;
}

const TOOLS = ['dbus-daemon', 'avahi-daemon', 'avahi-browse'];

/** Runs until `stop`; `why` says what is missing. */
export async function avahiOn(hosts: TwoHosts, ns: string): Promise<Avahi | { readonly why: string }> {
  const missing = TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
  if (missing.length > 0) return { why: `not installed: ${missing.join(', ')}` };
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-avahi-'));
  const bus = join(folder, 'bus');
  const run = join(folder, 'run');
  mkdirSync(run);
  writeFileSync(
    join(folder, 'bus.conf'),
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>custom</type><listen>unix:path=${bus}</listen><auth>EXTERNAL</auth><policy context="default">
<allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>\n`,
  );
  writeFileSync(
    join(folder, 'avahi.conf'),
    `[server]\nhost-name=somebody\nallow-interfaces=${hosts.link}\nuse-ipv6=no\nenable-dbus=yes\n[publish]\ndisable-publishing=yes\n`,
  );
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}` };
  const children: ChildProcess[] = [];
  let said = '';
  const start = (script: string): ChildProcess => {
    const [command, args] = hosts.inside(ns, 'sh', '-c', script);
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (text: Buffer) => (said += text.toString()));
    children.push(child);
    return child;
  };
  const stop = (): void => {
    for (const child of children.reverse()) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const avahi: Avahi = { browse: (type) => browse(hosts, ns, env, type), stop };

  start(`exec dbus-daemon --nofork --nopidfile --config-file=${join(folder, 'bus.conf')}`);
  if (!(await within(() => existsSync(bus)))) {
    stop();
    return { why: `no message bus: ${said.trim()}` };
  }
  // The daemon's pid file and socket have fixed places under /run, so it gets its own /run.
  const flags = `--file=${join(folder, 'avahi.conf')} --no-drop-root --no-chroot --no-rlimits --no-proc-title`;
  const daemon = start(`mount --bind ${run} /run && mkdir /run/avahi-daemon && exec avahi-daemon ${flags}`);
  let answers = false;
  await within(async () => {
    answers = await avahi.browse('_nothing._tcp').then(
      () => true,
      () => false,
    );
    return answers || daemon.exitCode !== null;
  });
  if (answers) return avahi;
  stop();
  return { why: `Avahi does not run here: ${said.trim()}` };
}

async function within(done: () => boolean | Promise<boolean>): Promise<boolean> {
  const started = performance.now();
  while (performance.now() - started < PATIENCE_MS) {
    if (await done()) return true;
    await sleep(50);
  }
  return false;
}

function browse(hosts: TwoHosts, ns: string, env: NodeJS.ProcessEnv, type: string): Promise<readonly AvahiService[]> {
  const flags = ['--resolve', '--parsable', '--terminate', type];
  const [command, args] = hosts.inside(ns, 'avahi-browse', ...flags);
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, timeout: 20_000 }, (error, out) => {
      if (error !== null) reject(error);
      else resolve(out.split('\n').flatMap(parse));
    });
  });
}

/** `=;interface;protocol;name;type;domain;host;address;port;"key=value" …`; letters other than ASCII as `\ddd`. */
function parse(line: string): AvahiService[] {
  const [mark, , , name, , , host, address, port, txt] = line.split(';');
  if (mark !== '=' || txt === undefined) return [];
  const plain = name!.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number(code)));
  const pairs = [...txt.matchAll(/"([^=]+)=([^"]*)"/g)].map(([, key, value]) => [key, value]);
  return [{ name: plain, host: host!, address: address!, port: Number(port), txt: Object.fromEntries(pairs) }];
}
