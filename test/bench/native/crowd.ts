/**
 * 32 listeners among clients that read slowly, not at all, send garbage, stay silent, or
 * come and go 200 times a second.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Box } from '../../harness/box.js';
import type { Print } from '../figures.js';
import { countingInputs, type Ear, INPUTS, thirtyTwo } from './ear.js';

/** User + system CPU seconds of a process, all threads. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export async function crowd(seconds: number, print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-native-'));
  const recording = join(folder, 'counting.wav');
  countingInputs(recording);
  const box = await Box.start(['--source', `wav:${recording}`]);
  const { raw, mixed } = await thirtyTwo(box.nativePort, (name) => box.join(name));
  const ears = [...raw, ...mixed];
  await sleep(1000);
  for (const ear of ears) ear.judge();
  const measure = async (forSeconds: number): Promise<number> => {
    const [cpu, started] = [cpuSeconds(box.process.pid!), performance.now()];
    await sleep(forSeconds * 1000);
    return (cpuSeconds(box.process.pid!) - cpu) / ((performance.now() - started) / 1000);
  };
  const late = monitorEventLoopDelay({ resolution: 10 });
  late.enable();
  const quiet = await measure(5);
  // A separate process, so that its work does not disturb the listeners.
  const nuisance = fork(fileURLToPath(new URL('./nuisance.js', import.meta.url)), [String(box.nativePort)]);
  const told = once(nuisance, 'message');
  const busy = await measure(seconds);
  nuisance.send('stop');
  const [churned] = (await told) as [number];
  await sleep(300);
  const sum = (pick: (ear: Ear) => number) => ears.reduce((total, ear) => total + pick(ear), 0);
  print(
    `32 listeners: 16 of protocol 2 (1 to ${INPUTS} channels of int16), 16 of protocol 3 (240 frames), ${seconds} s`,
  );
  print('\n| | |\n|---|---|');
  print(`| cores, they alone | ${quiet.toFixed(3)} |`);
  print(
    `| cores, among a client that reads 1 kB/s, a client that stops, garbage, silence, ${churned} joins | ${busy.toFixed(3)} |`,
  );
  print(`| frames heard by all | ${sum((ear) => ear.frames)} |`);
  print(`| frames missing | ${sum((ear) => ear.missing)} (allowed 0) |`);
  print(`| samples that do not go on from the one before | ${sum((ear) => ear.wrong)} (allowed 0) |`);
  print(`| packets cut short | ${sum((ear) => ear.broken)} (allowed 0) |`);
  // A listener that does not read loses sound, by design: above 60 ms the listeners themselves were not running.
  print(`| the benchmark's own thread stood still for at most | ${Math.round(late.max / 1e6)} ms |`);
  late.disable();
  await box.stop();
  rmSync(folder, { recursive: true, force: true });
}
