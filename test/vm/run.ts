/**
 * Runs the image in a virtual machine and shows that it does what it should.
 * usage: npm run test:vm -- [--short] [--cached] [--only=WORD,…] [--report]
 *   --report   puts the results into docs/figures/vm.md
 *   --short    one boot and what can be seen in it
 *   --cached   nothing, when the same was shown for the same content before
 * Needs root and Debian's qemu-system-x86, ovmf, mtools, dosfstools, fdisk, mmdebstrap, for arm64 also
 * qemu-system-arm, u-boot-qemu, cpio, squashfs-tools; scripts/test-image installs what the short run needs.
 *
 * Exit status:
 * - 0: every step held
 * - 1: a step failed
 * - 69: the image's parts could not be fetched
 * - 75: ended from outside (SIGTERM) before the last step, with none failed
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Circumstances } from '../harness/circumstances.js';
import { copyDisk, Guest } from './guest.js';
import { type Products, products } from './products.js';
import { consoleTail, type Finding, writeReport } from './report.js';
import type { Bench } from './scenario.js';
import { arm64 } from './scenarios/arm64.js';
import { boot, broken } from './scenarios/boot.js';
import { fromOutside } from './scenarios/from-outside.js';
import { media, mediaOnRadio } from './scenarios/media.js';
import { pictures } from './scenarios/pictures.js';
import { powerCuts } from './scenarios/power-cuts.js';
import { sound } from './scenarios/sound.js';
import { startTime } from './scenarios/start-time.js';
import { integrity, surface } from './scenarios/surface.js';
import { update } from './scenarios/update.js';
import { wifi } from './scenarios/wifi.js';
import { wifiJoin } from './scenarios/wifi-join.js';
import { makeToolDisk } from './tool-disk.js';

const options = process.argv.slice(2);
const short = options.includes('--short');
const only = options
  .find((option) => option.startsWith('--only='))
  ?.slice(7)
  .split(',');
const report = options.includes('--report');
const circumstances = new Circumstances();
const say = (line: string) => console.log(`vm: ${line}`);

const chosen = [
  ...boot,
  ...surface,
  ...media,
  ...fromOutside,
  ...pictures,
  ...wifi,
  ...wifiJoin,
  ...mediaOnRadio,
  ...sound,
  ...update,
  ...integrity,
  ...broken,
  ...powerCuts,
  ...startTime,
  ...arm64,
].filter(
  ({ name, short: inShort }) =>
    (!short || inShort === true) && (only === undefined || only.some((word) => name.includes(word))),
);
/** Exit statuses as sysexits.h names them. */
const UNAVAILABLE = 69;
const TEMPORARY_FAILURE = 75;

const findings: Finding[] = [];
let current: Guest | undefined;
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // More than once: `timeout` signals the process and its group.
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void (current?.stop() ?? Promise.resolve()).finally(endedFromOutside);
  });
}

/**
 * Twice the seconds of its own time that a machine needs to boot. If it had more and did not pass the short run's first
 * step, it is broken, however slow the host is.
 */
const ENOUGH_TO_BOOT = 180;
setInterval(() => void giveUpOnDeadMachine(), 5000).unref();

async function giveUpOnDeadMachine(): Promise<void> {
  const guest = current;
  if (!short || ending || findings.length > 0 || !guest?.running) return;
  const had = ((await guest.time().catch(() => guest.startedAt)) - guest.startedAt) / 1000;
  if (had < ENOUGH_TO_BOOT || ending || findings.length > 0) return;
  ending = true;
  say(`FAILED: not booted after ${Math.round(had)} s of the machine's own time; its last words:`);
  say(consoleTail(guest.consoleText()));
  await guest.stop();
  process.exit(1);
}

let made: Products;
try {
  made = await products(say);
} catch (error) {
  if (ending) await new Promise(() => undefined);
  const { status } = error as { status?: number };
  say(`the image could not be built: ${(error as Error).message}`);
  process.exit(status === UNAVAILABLE ? UNAVAILABLE : 1);
}
const held = join(made.folder, short ? 'held-short' : 'held');
if (options.includes('--cached') && existsSync(held)) {
  say('held before, for exactly this content');
  process.exit(0);
}
const folder = mkdtempSync(join(process.env.STAGEBOX_VM_FOLDER ?? tmpdir(), 'stagebox-vm-'));
const disk = join(folder, 'disk.img');
const tools = short ? undefined : makeToolDisk(folder);
let reached = '';
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Reports to the caller how far the run was: on a host that is too slow, that is no fault of the image. */
function endedFromOutside(): never {
  const good = findings.filter(({ ok }) => ok).length;
  const bad = findings.length - good;
  const under = chosen[findings.length];
  keepReport(under === undefined || reached === '' ? [] : [`**Ended from outside** in \`${under.name}\`: ${reached}.`]);
  say(`ended before the last step: ${good} of ${chosen.length} steps held, ${bad} failed`);
  process.exit(bad > 0 ? 1 : TEMPORARY_FAILURE);
}

const bench: Bench = {
  products: made,
  folder,
  disk,
  note: (line) => {
    say(`  ${line}`);
  },
  progress: (line) => {
    reached = line;
    say(`  ${line}`);
  },
  powerCycle: async (options) => {
    await current?.cut();
    if (!existsSync(disk)) copyDisk(made.disk, disk);
    current = await Guest.start({ disk, folder, readOnlyDisks: tools === undefined ? [] : [tools], ...options });
    return current;
  },
  guest: async (options) => {
    if (current?.running !== true) {
      const guest = await bench.powerCycle(options);
      await guest.pageAnswers();
      await guest.shell.ready(120_000);
    }
    return current!;
  },
  forget: async () => {
    await current?.stop();
    current = undefined;
    for (const file of [disk, `${disk}.before`, `${disk}.log`]) rmSync(file, { force: true });
  },
};

for (const [i, scenario] of chosen.entries()) {
  say(`[${i + 1} of ${chosen.length}] ${scenario.name} …`);
  reached = '';
  const begun = Date.now();
  let ok = true;
  try {
    await scenario.run(bench);
  } catch (error) {
    // The machine was taken away during this step: that proves nothing about it.
    if (ending) await new Promise(() => undefined);
    ok = false;
    if (reached !== '') say(`  as far as: ${reached}`);
    bench.note(`FAILED: ${(error as Error).message}`);
    process.exitCode = 1;
    if (current !== undefined) say(`the machine's last words:\n${consoleTail(current.consoleText())}`);
    // A machine that still answers is good for the next scenario; any other state is not for that one to find out.
    try {
      await current?.shell.ready(30_000);
      const journal =
        'systemctl --failed --no-legend --plain; journalctl -b -p warning -n 20 -o short-monotonic --no-pager; echo; journalctl -b -n 40 -o short-monotonic --no-pager';
      if (current !== undefined) say(`its journal:\n${(await current.shell.run(journal, 60_000)).text}`);
    } catch {
      await bench.forget();
    }
  }
  findings.push({ scenario: scenario.name, ok, seconds: (Date.now() - begun) / 1000 });
  keepReport();
  say(`${ok ? 'held' : 'FAILED'}: ${scenario.name} (${Math.round((Date.now() - begun) / 1000)} s)`);
}
await current?.stop();
if (only === undefined && findings.every(({ ok }) => ok)) writeFileSync(held, '');
say(`${findings.filter(({ ok }) => ok).length} of ${findings.length} held`);

/** Written after every scenario: a run of hours that is cut short still has results. */
function keepReport(more: readonly string[] = []): void {
  if (!report) return;
  const left = chosen.slice(findings.length).map(({ name }) => `\`${name}\``);
  writeReport(findings, [
    circumstances.line(),
    ...(left.length > 0 ? [`**Not run:** ${left.join(', ')}.`] : []),
    ...more,
  ]);
}
