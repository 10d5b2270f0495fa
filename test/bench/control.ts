/**
 * A whole band and its crew move faders at once: 50 web clients and 10 native ones, each moving a fader 20 times per
 * second. Then the same runs while 32 listeners stream. Reports how long a change takes to be visible elsewhere
 * (web → web, web → native, native → web), and to be durable. Also the first snapshot after connecting, memory, and the
 * restore of 1,000 devices.
 *
 *   npm run bench:control [-- --seconds 20 --web 50 --native 10 --listeners 32 --minutes 0 --write]
 *
 * `--minutes 10` continues with the plain load that long. It reports how the box's memory grew after its histories were
 * full.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ask, joinBox, newFolder, startBox } from '../control/support/box.js';
import { bundleVictim, startVictim } from '../control/support/victim-process.js';
import type { Device } from '../harness/box.js';
import { Box } from '../harness/box.js';
import { INSPECTED } from '../harness/inspector.js';
import { NativeListener } from '../harness/native-listener.js';
import { figures, type Print, WRITE_OPTION } from './figures.js';
import { fillHistories } from './fill-histories.js';
import { LeanClient } from './lean-client.js';
import { MemoryCourse } from './memory-course.js';
import { HEAD, Times } from './times.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    web: { type: 'string', default: '50' },
    native: { type: 'string', default: '10' },
    listeners: { type: 'string', default: '32' },
    minutes: { type: 'string', default: '0' },
    ...WRITE_OPTION,
  },
});
const SECONDS = Number(options.seconds);
const WEB = Number(options.web);
const NATIVE = Number(options.native);
const LISTENERS = Number(options.listeners);
const PER_SECOND = 20;
const PIN = '424242';
const WARM_UP = 3;
/** Channels that a web client moves in one gesture. */
const CHANNELS = 8;
/** Devices that come and go, one each second. */
const LATE = 16;

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

/** User and system time of the whole box so far, seconds. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/**
 * The clients of one run: each web client watches its neighbour, one engineer watches
 * everybody. With `memory`, reports how memory develops.
 */
async function load(box: Box, seconds: number, label: string, print: Print, memory?: MemoryCourse): Promise<void> {
  const seen = new Times('web → web visible', 15);
  const durable = new Times('durable (PUBACK)', 100);
  const toNative = new Times('web → native visible', 30);
  const fromNative = new Times('native → web visible', 30);
  const snapshot = new Times('connect → first snapshot', 50);
  const started = new Map<string, number>();
  const missed = { gaps: 0 };

  const musicians: Device[] = [];
  for (let i = 0; i < WEB; i++) musicians.push(await box.join(`${label} ${i}`));
  const clients: LeanClient[] = [];
  for (const [i, device] of musicians.entries()) {
    const neighbour = musicians[(i + 1) % WEB]!;
    const client = await LeanClient.connect(box.webPort, device);
    const acks = new Map<number, number>();
    client.onMessage = (topic, payload) => {
      if (!topic.endsWith('/delta')) return;
      const { op } = JSON.parse(payload.toString()) as { op: string };
      const at = started.get(op);
      if (at !== undefined) seen.add(performance.now() - at);
      started.delete(op);
    };
    client.onAck = (id) => {
      const at = acks.get(id);
      if (at !== undefined) durable.add(performance.now() - at);
      acks.delete(id);
    };
    await client.subscribe(`sb/1/reply/${device.uuid}`, `sb/1/mix/${neighbour.uuid}/delta`);
    Object.assign(client, { acks });
    clients.push(client);
  }

  const engineer = await box.join(`${label} engineer`);
  await box.fetch('/api/engineer', { method: 'POST', token: engineer.token, body: JSON.stringify({ pin: PIN }) });
  const desk = await LeanClient.connect(box.webPort, engineer);
  const fromPhones = new Map<string, number>();
  const revs = new Map<string, number>();
  desk.onMessage = (topic, payload) => {
    if (!topic.endsWith('/delta')) return;
    const { rev, prev, source, by, set } = JSON.parse(payload.toString()) as {
      rev: number;
      prev: number;
      source: string;
      by: string;
      set: { v: number }[];
    };
    if ((revs.get(topic) ?? prev) !== prev) missed.gaps++;
    revs.set(topic, rev);
    if (source !== 'android') return;
    const at = fromPhones.get(`${by} ${set[0]!.v}`);
    if (at !== undefined) fromNative.add(performance.now() - at);
    fromPhones.delete(`${by} ${set[0]!.v}`);
  };

  const phones: { uuid: string; listener: NativeListener; toPhone: Map<number, number> }[] = [];
  for (let i = 0; i < NATIVE; i++) {
    const uuid = `${label}-phone-${i}`;
    const listener = await NativeListener.connect(box, { uuid, channels: [0], format: 'int16' });
    const toPhone = new Map<number, number>();
    listener.onControl = (message) => {
      if (message.type !== 'mix_state') return;
      const gain = (message.gains as Record<string, number>)['5']!;
      const at = toPhone.get(gain);
      if (at !== undefined) toNative.add(performance.now() - at);
      toPhone.delete(gain);
    };
    phones.push({ uuid, listener, toPhone });
  }
  await desk.subscribe('sb/1/mix/+/delta');

  if (memory) {
    print(`Before the histories are full, ${await memory.inWords()}.\n`);
    await fillHistories({ clients, musicians, phones, width: CHANNELS, everyMs: 1000 / PER_SECOND });
  }

  let step = 0;
  const move = (i: number): void => {
    const client = clients[i]! as LeanClient & { acks: Map<number, number> };
    const { uuid } = musicians[i]!;
    const op = `${label}${i}-${step}`;
    const now = performance.now();
    started.set(op, now);
    client.acks.set(
      client.publish(
        `sb/1/cmd/mix/${uuid}`,
        JSON.stringify({
          op,
          set: [{ p: 'gain', ch: step % CHANNELS, v: (step % 4000) / 1000 }],
          gesture: `g${step >> 5}`,
        }),
      ),
      now,
    );
  };
  const movePhone = (i: number): void => {
    const { uuid, listener, toPhone } = phones[i]!;
    const v = ((step * 13 + i) % 39_999) / 10_000;
    fromPhones.set(`${uuid} ${v}`, performance.now());
    listener.send({ type: 'update_mix', gains: { '0': v } });
    if (step % 10 !== i) return;
    const wanted = ((step * 7 + i) % 39_999) / 10_000;
    toPhone.set(wanted, performance.now());
    desk.publish(
      `sb/1/cmd/mix/${uuid}`,
      JSON.stringify({ op: `d${label}${i}-${step}`, set: [{ p: 'gain', ch: 5, v: wanted }] }),
    );
  };
  // Each client moves at its own moment within the 50 ms, as people do.
  const period = 1000 / PER_SECOND;
  const timers = [
    ...clients.map((_client, i) =>
      setTimeout(() => timers.push(setInterval(() => move(i), period)), (i * period) / WEB),
    ),
    ...phones.map((_phone, i) =>
      setTimeout(() => timers.push(setInterval(() => movePhone(i), period)), (i * period) / NATIVE),
    ),
    setInterval(() => step++, period),
  ];

  await sleep(WARM_UP * 1000);
  for (const times of [seen, durable, toNative, fromNative]) times.clear();
  const before = residentMiB(box.process.pid!);
  const cpu = cpuSeconds(box.process.pid!);
  const from = performance.now();
  const late: Device[] = [];
  let looks = 0;
  for (let second = 0; performance.now() - from < seconds * 1000; second++) {
    const newcomer = musicians[second % WEB]!;
    // Some are new and return later: a registry that grows by design would look like a leak.
    const place = second % LATE;
    const probe = await box.join(`${label} late ${place}`, late[place] ?? { uuid: `${label}-late-${place}` });
    late[place] = probe;
    const at = performance.now();
    const client = await LeanClient.connect(box.webPort, probe);
    const first = new Promise<void>((resolve) => {
      client.onMessage = () => {
        snapshot.add(performance.now() - at);
        resolve();
      };
    });
    await client.subscribe(`sb/1/mix/${newcomer.uuid}/snapshot`);
    await first;
    client.close();
    if (performance.now() - from >= (looks * seconds * 1000) / 10 && looks++ < 10) await memory?.look();
    await sleep(Math.max(0, 1000 - (performance.now() - at)));
  }
  await memory?.look();
  const cores = (cpuSeconds(box.process.pid!) - cpu) / ((performance.now() - from) / 1000);
  for (const timer of timers) clearTimeout(timer);
  print(`${WEB} web and ${NATIVE} native clients, ${(WEB + NATIVE) * PER_SECOND} changes per second, ${seconds} s.\n`);
  print(HEAD);
  for (const times of [seen, toNative, fromNative, durable, snapshot]) print(times.row());
  const { eventLoopDelay, store } = (await box.json('/api/health')) as {
    eventLoopDelay: object;
    store: { commitUs: object };
  };
  print(
    `\nThe engineer missed ${missed.gaps} deltas. The box took ${cores.toFixed(2)} cores; its memory went from ` +
      `${before.toFixed(0)} to ${residentMiB(box.process.pid!).toFixed(0)} MiB. Its event loop was late by, µs: ` +
      `\`${JSON.stringify(eventLoopDelay)}\`; a commit took, µs: \`${JSON.stringify(store.commitUs)}\`.`,
  );
  if (memory) print(`\n${memory.report()}`);
  for (const client of [...clients, desk]) client.close();
  for (const { listener } of phones) listener.socket.destroy();
  await sleep(500);
}

const STARTS = 20;

async function restore(print: Print): Promise<void> {
  const dataDir = newFolder();
  const first = await startBox({ dataDir });
  for (let batch = 0; batch < 20; batch++)
    await Promise.all(Array.from({ length: 50 }, (_, i) => joinBox(first, `D${batch}-${i}`)));
  await first.stop();
  await bundleVictim();
  const took: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const victim = await startVictim(dataDir);
    if (victim.devices !== 1000) throw new Error(`${victim.devices} devices were restored`);
    took.push(victim.restoreMs);
    await ask(victim.box, 'GET', '/api/box');
    await victim.kill();
  }
  rmSync(dataDir, { recursive: true, force: true });
  took.sort((a, b) => a - b);
  const worst = took.at(-1)!;
  print(
    '| 1,000 devices, ms | starts | p50 | max | max allowed |\n|---|---:|---:|---:|---:|\n' +
      `| opening the store, checking it in a child process, restoring, serving | ${STARTS} | ${took[STARTS / 2]!.toFixed(0)} | ${worst.toFixed(0)} | 200${worst <= 200 ? '' : ': **over**'} |`,
  );
}

await figures('control', 'restore', restore);
const minutes = Number(options.minutes);
const box = await Box.start(['--source', 'tones:32', '--engineer-pin', PIN], {
  // Only the long run asks the box's debugger port to collect garbage.
  nodeFlags: minutes > 0 ? INSPECTED : [],
});
try {
  await figures('control', 'quiet', (print) => load(box, SECONDS, 'quiet', print));
  const ears: Device[] = [];
  for (let i = 0; i < LISTENERS; i++) ears.push(await box.join(`Ears ${i}`));
  const script = fileURLToPath(new URL('./stream-listeners.js', import.meta.url));
  const listeners = spawn(
    process.execPath,
    [script, String(box.audioPort), ...ears.map(({ uuid, token }) => `${uuid}:${token}`)],
    { stdio: 'ignore' },
  );
  await sleep(1500);
  await figures('control', 'streaming', (print) => load(box, SECONDS, 'streaming', print));
  listeners.kill();
  if (minutes > 0) {
    const memory = await MemoryCourse.of(box);
    await figures('control', 'memory', (print) => load(box, minutes * 60, 'long', print, memory));
    memory.close();
  }
} finally {
  await box.stop();
}
process.exit(0);
