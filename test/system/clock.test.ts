import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const PROGRAMS = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox');
/** The image's time stamp: the time of a board without a clock at every power-on. */
const BUILT = 1_735_689_600;

/**
 * A box in a folder: the real `clock` and `request`, with their paths below it. A fake `date` sets a clock in a file,
 * because the real one would set this computer's.
 */
function box() {
  const root = mkdtempSync(join(tmpdir(), 'clock-'));
  for (const folder of ['bin', 'data/settings', 'run/stagebox', 'run/stagebox-requests', 'usr/lib/stagebox'])
    mkdirSync(join(root, folder), { recursive: true });
  const now = join(root, 'now');
  const program = (file: string, text: string) => writeFileSync(join(root, file), text, { mode: 0o755 });
  for (const name of ['clock', 'request']) {
    const text = readFileSync(join(PROGRAMS, name), 'utf8');
    program(`usr/lib/stagebox/${name}`, text.replaceAll(/(?<![\w/])\/(run|data|usr\/lib)\//g, `${root}/$1/`));
  }
  program(
    'bin/date',
    `#!/bin/sh\ncase $1 in\n  -s) echo "\${2#@}" > ${now} ;;\n  +%s) cat ${now} ;;\n  *) exit 1 ;;\nesac\n`,
  );
  writeFileSync(join(root, 'usr/lib/clock-epoch'), '');
  utimesSync(join(root, 'usr/lib/clock-epoch'), BUILT, BUILT);
  const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH}` };
  const run = (name: string, ...args: string[]) =>
    execFileSync(join(root, 'usr/lib/stagebox', name), args, { env, encoding: 'utf8', stdio: 'pipe' });
  const time = (to?: number) => {
    if (to !== undefined) writeFileSync(now, `${to}\n`);
    return Number(readFileSync(now, 'utf8'));
  };
  return {
    time,
    clock: (verb: 'save' | 'restore') => run('clock', verb),
    setTime(seconds: number) {
      writeFileSync(join(root, 'run/stagebox-requests/set-time'), `${seconds}\n`);
      return run('request');
    },
    /** The plug is pulled and put back: nothing is saved, memory is lost, the clock begins anew. */
    powerCut(begins = BUILT) {
      rmSync(join(root, 'run/stagebox/time-set'), { force: true });
      time(begins);
      run('clock', 'restore');
    },
  };
}

t.test('a time that was set survives a power cut right after', async (t) => {
  const { time, setTime, powerCut } = box();
  powerCut();
  t.equal(time(), BUILT);
  setTime(BUILT + 50_000_000);
  t.equal(time(), BUILT + 50_000_000);
  powerCut();
  t.equal(time(), BUILT + 50_000_000);
});

t.test('over any number of power cuts the clock only goes forward', async (t) => {
  const { time, clock, powerCut } = box();
  powerCut();
  for (let evening = 0; evening < 3; evening += 1) {
    const begun = time();
    time(begun + 60);
    clock('save');
    time(begun + 90);
    powerCut();
    t.equal(time(), begun + 60);
  }
});

t.test('a board with its own clock keeps its time', async (t) => {
  const { time, setTime, powerCut } = box();
  powerCut();
  setTime(BUILT + 50_000_000);
  powerCut(BUILT + 60_000_000);
  t.equal(time(), BUILT + 60_000_000);
});

t.test('an implausible time is neither set nor noted', async (t) => {
  const { time, setTime, powerCut } = box();
  powerCut();
  t.match(setTime(BUILT - 1), /no time this box can believe/);
  t.match(setTime(4_102_444_800), /no time this box can believe/);
  powerCut();
  t.equal(time(), BUILT);
});
