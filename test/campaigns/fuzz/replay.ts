/** Repeats the findings of a fuzz, and reports what happens now. */
import { resolve } from 'node:path';
import type { Cable } from '../common/inside.js';
import { BatchRun, Forgotten, HANG_MS } from './batch-run.js';
import { shown } from './door.js';
import { inProcessDoors } from './doors/all.js';
import { type Found, readFound } from './findings.js';
import { Life } from './life.js';
import { socketDoor } from './sockets/all.js';

/** True: it no longer happens. */
export async function replay(file: string, cable: Cable | undefined): Promise<boolean> {
  const found = readFound(resolve(file));
  console.log(
    `${found.kind} at ${found.name.door}, batch ${found.name.batch}, input ${found.index} of seed ${found.name.seed}:\n${found.what.split('\n').slice(0, 6).join('\n')}\n`,
  );
  return socketDoor(found.name.door) === undefined ? inProcess(found) : throughSockets(found, cable);
}

async function inProcess(found: Found): Promise<boolean> {
  const { doors } = inProcessDoors();
  const door = doors.find(({ name }) => name === found.name.door);
  if (door === undefined) throw new Error(`there is no door ${found.name.door}`);
  const again: Found[] = [];
  const run = new BatchRun(door, found.name, new Forgotten(), (one) => void again.push(one));
  if (found.index < 0) {
    // If the process ends or hangs, the last line is the culprit.
    const { inputs } = await run.whole((index) => process.stdout.write(`\rinput ${index} `));
    console.log(`\n${inputs} inputs were given`);
  } else {
    const ms = await run.upTo(found.index);
    console.log(`${shown(found.input, 600)}\ntook ${ms.toFixed(1)} ms`);
    if (ms > HANG_MS) again.push({ ...found, what: `it took over ${HANG_MS} ms` });
  }
  for (const { what, index } of again.slice(0, 5)) console.log(`AGAIN, input ${index}: ${what}`);
  if (again.length === 0) console.log('nothing was found');
  return again.length === 0;
}

async function throughSockets(found: Found, cable: Cable | undefined): Promise<boolean> {
  const life = await Life.begin(cable);
  const late: number[] = [];
  let fault: string | undefined;
  for (let i = 0; i < 3 && life.alive; i++) {
    const { ms, ran } = await life.lateness(found.name);
    late.push(ms);
    fault ??= ran?.fault;
  }
  const good = life.alive && fault === undefined && Math.min(...late) <= HANG_MS;
  console.log(
    life.alive
      ? `the box lives; others waited ${late.map((ms) => ms.toFixed(0)).join(', ')} ms at most; ${fault ?? 'no fault'}`
      : life.obituary(),
  );
  await life.stop();
  return good;
}
