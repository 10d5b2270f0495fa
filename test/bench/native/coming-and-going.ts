/** How long joining, returning and leaving take while 32 listen: in the box, and for the client. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Box } from '../../harness/box.js';
import type { Print } from '../figures.js';
import { countingInputs, Ear, handshake, percentiles, thirtyTwo } from './ear.js';

const DEVICES = 200;

interface Stage {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export async function comingAndGoing(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-native-'));
  const recording = join(folder, 'counting.wav');
  countingInputs(recording);
  const box = await Box.start(['--source', `wav:${recording}`]);
  const { raw, mixed } = await thirtyTwo(box.nativePort, (name) => box.join(name));
  await sleep(1000);
  for (const ear of [...raw, ...mixed]) ear.judge();

  const come = async (uuid: string, answer: string, more: Record<string, unknown> = {}) => {
    const ear = new Ear(box.nativePort);
    await once(ear.socket, 'connect');
    const started = performance.now();
    ear.socket.write(handshake(uuid, more));
    await ear.until(answer);
    return { ms: performance.now() - started, ear };
  };
  const leave = async (ear: Ear): Promise<number> => {
    const started = performance.now();
    ear.socket.end();
    await once(ear.socket, 'close');
    return performance.now() - started;
  };
  const seen = { connect: [] as number[], restore: [] as number[], leave: [] as number[] };
  for (let i = 0; i < DEVICES; i++) {
    const first = await come(`new-${i}`, 'mix_state');
    seen.connect.push(first.ms);
    seen.leave.push(await leave(first.ear));
    const again = await come(`new-${i}`, 'mix_state');
    seen.restore.push(again.ms);
    seen.leave.push(await leave(again.ear));
    const { uuid, token } = await box.join(`three ${i}`);
    const three = await come(uuid, 'handshake_response', { protocol_version: 3, token });
    seen.restore.push(three.ms);
    seen.leave.push(await leave(three.ear));
  }
  const { latency } = (await box.json('/api/health')) as { latency: Record<string, Stage> };
  const inBox = (stage: string) => {
    const { count, p50, p99, max } = latency[stage]!;
    return `${count} | ${[p50, p99, max].map((us) => (us / 1000).toFixed(2)).join(' | ')}`;
  };
  print(`${DEVICES} devices of protocol 2 come for the first time, leave, come back, leave; ${DEVICES} of protocol 3`);
  print('come and leave; all one after another, while 32 listen (16 of each protocol). Milliseconds.');
  print('\n| time in the box | count | p50 | p99 | max | allowed |\n|---|---|---|---|---|---|');
  print(`| connect: a new device's handshake → answer and mix | ${inBox('nativeConnect')} | 5 |`);
  print(`| restore: a known device's handshake → answer and mix | ${inBox('nativeRestore')} | 50 |`);
  print(`| disconnect: end → place and bus free, all informed | ${inBox('nativeDisconnect')} | 2 |`);
  print('\n| as the client sees it | p50 | p99 | max |\n|---|---|---|---|');
  print(`| handshake → mix, new device | ${percentiles(seen.connect)} |`);
  print(`| handshake → mix, known device | ${percentiles(seen.restore)} |`);
  print(`| end → closed | ${percentiles(seen.leave)} |`);
  const ears = [...raw, ...mixed];
  const sum = (pick: (ear: Ear) => number) => ears.reduce((total, ear) => total + pick(ear), 0);
  print(
    `\nof the 32 that listened: ${sum((ear) => ear.missing)} frames missing, ${sum((ear) => ear.wrong)} samples wrong`,
  );
  await box.stop();
  rmSync(folder, { recursive: true, force: true });
}
