/**
 * Clients of every kind vanish together: a cable is pulled between two network namespaces. A watcher on the box's own
 * host reports when it learns of each.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { twoHosts } from './namespaces.js';
import { until } from './until.js';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The engineer's token, for the watcher. */
const PIN = '246802';

/** Native clients; one of MQTT over TCP vanishes with them. */
export const NATIVES = 10;

interface Line {
  readonly at: number;
}

interface Seen extends Line {
  readonly live: number;
  readonly plays: boolean;
  readonly missing: number;
}

interface Told extends Line {
  readonly told: string;
  readonly active: boolean;
}

/** A box and its clients, on either end of a cable. */
export interface Cable {
  /** Pulls it; returns the time by `Date.now()`. */
  pull(): number;
  plugIn(): number;
  /** The latest state of each client reported since `at`. */
  told(at: number): ReadonlyMap<string, Told>;
  /** The number of listeners, and the neighbour on the box's own host; at each change. */
  seen(): readonly Seen[];
}

/** Starts all on their own cable, then runs `play`. `why`: if namespaces may not be made. */
export async function onCable<T>(play: (cable: Cable) => Promise<T>): Promise<T | { readonly why: string }> {
  const hosts = twoHosts();
  if ('why' in hosts) return hosts;
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-vanish-'));
  const children: ChildProcess[] = [];
  const run = (ns: string, script: string, ...args: string[]): string[] => {
    const words = ['-u', 'NODE_OPTIONS', `KEYS=${folder}`, `PIN=${PIN}`, process.execPath, file(script), ...args];
    const [command, all] = hosts.inside(ns, 'env', ...words);
    const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines: string[] = [];
    createInterface(child.stdout!).on('line', (line) => lines.push(line));
    return lines;
  };
  try {
    const ports = ['--web-port', '5100', '--native-port', '5101', '--audio-port', '5102', '--mqtt-port', '1883'];
    const flags = [
      '--source',
      'tones:2',
      '--mdns',
      'false',
      '--engineer-pin',
      PIN,
      '--data-dir',
      join(folder, 'data'),
      ...ports,
    ];
    const box = run(hosts.a, '../../../bin/stagebox', ...flags);
    await until('the box is ready', () => box.some((line) => line.startsWith('ready')));
    const watch = run(hosts.a, './vanish/watch.js', '5100', '5101');
    const lines = () => watch.map((line) => JSON.parse(line) as Seen | Told);
    const seen = () => lines().filter((line): line is Seen => 'live' in line);
    const clients = run(hosts.b, './vanish/clients.js', hosts.addressA, '5100', '1883');
    await until('all play', () => clients.includes('playing'));
    await until('the box counts them', () => seen().at(-1)?.live === NATIVES);
    const set = (state: 'up' | 'down'): number => {
      const at = Date.now();
      hosts.ip(hosts.b, 'link', 'set', hosts.link, state);
      return at;
    };
    const told = (since: number) =>
      new Map(lines().flatMap((line) => ('told' in line && line.at >= since ? [[line.told, line] as const] : [])));
    return await play({ pull: () => set('down'), plugIn: () => set('up'), told, seen });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    hosts.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Vanished {
  /** By kind of client: ms from the cut until others learned that it is gone. */
  readonly told: ReadonlyMap<string, readonly number[]>;
  /** ms until the first and the last connection were given up. */
  readonly firstGoneMs: number;
  readonly goneMs: number;
  /** The neighbour: still served, and the frames that it missed. */
  readonly plays: boolean;
  readonly missing: number;
}

/** Pulls the cable for good, `afterMs` after all play. */
export function vanish(afterMs: number): Promise<Vanished | { readonly why: string }> {
  return onCable(async ({ pull, told, seen }) => {
    await sleep(afterMs);
    const cut = pull();
    await until('none is left', () => seen().at(-1)!.live === 0);
    const byKind = new Map<string, number[]>();
    for (const [name, { at }] of told(cut)) {
      const kind = name.replace(/-\d+$/, '');
      byKind.set(kind, [...(byKind.get(kind) ?? []), at - cut]);
    }
    const firstGone = seen().find(({ at, live }) => at >= cut && live < NATIVES)!;
    const last = seen().at(-1)!;
    const { plays, missing } = last;
    return { told: byKind, firstGoneMs: firstGone.at - cut, goneMs: last.at - cut, plays, missing };
  });
}
