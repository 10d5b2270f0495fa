import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { parseRadioReport } from '../../src/control/radio/radio-report.js';
import { DUMP, NEIGHBOURS, SURVEY } from '../control/radio/dumps.js';
import { until } from '../harness/until.js';

const PROGRAM = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox/radio-report');

/** The program beside a fake `iw` and `ip`, which print what the files say. It ends with the test. */
function running(t: Test, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'radio-report-'));
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const name of ['bin', 'class/net/wlan0']) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) put(name, text);
  put(
    'bin/iw',
    `#!/bin/sh\ncd ${folder}\ncase "$*" in\n'dev wlan0 station dump') cat dump ;;\n'dev wlan0 survey dump') cat survey ;;\n*) exit 64 ;;\nesac\n`,
  );
  put('bin/ip', `#!/bin/sh\ncd ${folder}\n[ "$*" = 'neigh show dev wlan0' ] && cat neighbours\n`);
  for (const name of ['iw', 'ip']) chmodSync(join(folder, 'bin', name), 0o755);
  const child = spawn(PROGRAM, {
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      STAGEBOX_RUN: folder,
      STAGEBOX_SYS: folder,
      STAGEBOX_EVERY: '0.05',
    },
    stdio: 'ignore',
  });
  t.teardown(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'radio-report');
  const report = () => (existsSync(file) ? parseRadioReport(readFileSync(file, 'utf8')) : undefined);
  return { folder, put, report };
}

t.test('the box reads what the program reports, and always a whole report', async (t) => {
  const { put, report } = running(t, { dump: DUMP, neighbours: NEIGHBOURS, survey: SURVEY });
  await until('there is a report', () => report() !== undefined);
  const first = report()!;
  t.equal(first.stations.length, 4);
  t.equal(first.neighbours.get('192.168.77.24'), '02:00:00:00:02:00');
  t.strictSame(first.channel, { activeMs: 10_000, busyMs: 2500 });
  put('dump', '');
  let looks = 0;
  await until('the station is gone', () => {
    looks++;
    return report()!.stations.length === 0;
  });
  t.ok(report()!.uptimeS >= first.uptimeS, `after ${looks} looks`);
});

t.test('a tool that fails leaves its part empty; without the radio there is no report', async (t) => {
  const { folder, report } = running(t, { dump: DUMP });
  await until('there is a report', () => report() !== undefined);
  t.match(report(), { channel: undefined });
  t.equal(report()!.neighbours.size, 0);
  rmSync(join(folder, 'class'), { recursive: true });
  await until('the report is gone', () => !existsSync(join(folder, 'radio-report')));
});
