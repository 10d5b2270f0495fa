/**
 * Millions of packets that no honest client sends, into a running box. Checks that it lives, that every answer has a
 * code of the document, its memory, and what two listeners hear meanwhile.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Box } from '../../harness/box.js';
import type { Print } from '../figures.js';
import { countingInputs, mixListener, rawListener } from './ear.js';
import type { Counts } from './fuzz-sender.js';

/** The process's memory in MiB, and its open files. */
function held(pid: number): { rss: number; files: number } {
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
  return { rss: Math.round(rss), files: readdirSync(`/proc/${pid}/fd`).length };
}

export async function fuzz(packets: number, print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-fuzz-'));
  const recording = join(folder, 'counting.wav');
  countingInputs(recording);
  const box = await Box.start(['--source', `wav:${recording}`]);
  const pid = box.process.pid!;
  const devices = await Promise.all(Array.from({ length: 16 }, (_, n) => box.join(`fuzz ${n}`)));
  const ears = [
    await rawListener(box.nativePort, 'ear', [0, 1]),
    await mixListener(box.nativePort, await box.join('mix ear'), 240),
  ];
  const course: { rss: number; files: number }[] = [];
  const started = performance.now();
  let counts: Counts | undefined;
  const script = fileURLToPath(new URL('./fuzz-sender.js', import.meta.url));
  const sender = fork(script, [String(box.nativePort), String(packets), JSON.stringify(devices)]);
  sender.on('message', (message) => {
    counts = message as Counts;
    course.push(held(pid));
    // The first tenth warms up.
    if (course.length === 1) for (const ear of ears) ear.judge();
  });
  const late = monitorEventLoopDelay({ resolution: 10 });
  late.enable();
  await once(sender, 'exit');
  late.disable();
  if (counts === undefined) throw new Error('the sender ended without a word');
  const seconds = (performance.now() - started) / 1000;
  const alive = box.process.exitCode === null && (await box.json('/api/health')) !== undefined;
  const sum = (pick: (ear: (typeof ears)[number]) => number) => ears.reduce((total, ear) => total + pick(ear), 0);
  const rows: [string, string | number][] = [
    ['packets over TCP', counts.packets],
    ['sessions; closed by the box before their end', `${counts.sessions}; ${counts.closed}`],
    ['datagrams', counts.datagrams],
    ['seconds', seconds.toFixed(0)],
    ['the box lives', alive ? 'yes' : 'NO'],
    ...Object.entries(counts.answers)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([code, n]): [string, number] => [`\`${code}\``, n]),
    ['answers that cannot be read, or with a code the document does not have', counts.untyped],
    ['memory of the box after each tenth, MiB', course.map(({ rss }) => rss).join(' ')],
    ['its open files', course.map(({ files }) => files).join(' ')],
    ['the listeners’ own thread stood still for at most, ms', Math.round(late.max / 1e6)],
    ['frames heard by two listeners', sum((ear) => ear.frames)],
    [
      'frames missing, samples wrong, packets cut short',
      `${sum((ear) => ear.missing)}, ${sum((ear) => ear.wrong)}, ${sum((ear) => ear.broken)}`,
    ],
  ];
  print('Sessions of fuzzed packets, by seed, into a running box\n\n| | |\n|---|---|');
  for (const [what, value] of rows) print(`| ${what} | ${value} |`);
  for (const line of box.errors) print(`  ${line}`);
  await box.stop();
  rmSync(folder, { recursive: true, force: true });
}
