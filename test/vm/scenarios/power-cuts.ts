import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../harness/seeded.js';
import { openDisk } from '../disk-image.js';
import type { Guest, GuestOptions } from '../guest.js';
import { lean } from '../lean.js';
import { Load } from '../load.js';
import { type Bench, must, type Scenario, until } from '../scenario.js';
import { makeStick } from '../stick.js';
import { type Aftermath, DiskHistory } from '../write-log.js';

/** How many cuts; each costs two boots under emulation. */
const CUTS = Number(process.env.STAGEBOX_VM_CUTS ?? 20);
/** The first boot and the installation share the cuts: half for each. */
const HALF = Math.ceil(CUTS / 2);

/** Time for a boot, and for a boot before it that is given up. */
const TRIAL_TOO_MS = 600_000;

/**
 * Seconds from the kernel's start to the ready service by the guest's own clock. Under `-icount` that clock counts
 * instructions, so the host's other work does not change the figure.
 */
async function bootSeconds(guest: Guest): Promise<number> {
  const text = await guest.shell.must(
    'for i in $(seq 100); do t=$(systemctl show -P ActiveEnterTimestampMonotonic stagebox); [ "$t" = 0 ] || break; sleep 1; done; echo "$t"',
    300_000,
  );
  return Number(text) / 1e6;
}

/** Waits this many seconds of the machine: a cut falls at the same place on a busy host. */
async function passes(guest: Guest, seconds: number): Promise<void> {
  const end = (await guest.time()) + seconds * 1000;
  while ((await guest.time()) < end) await sleep(50);
  // That clock is read in whole seconds; a cut falls between them.
  await sleep((seconds % 1) * 1000);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Resolves when the boot loader has chosen a slot: the kernel starts some seconds later. */
const bootLoader = (guest: Guest) =>
  until(
    'the boot loader',
    600,
    async () => guest.consoleText(),
    (text) => text.includes('stagebox: slot'),
  );

const inWords = ({ lost, unflushed }: Aftermath) => `${lost} of ${unflushed} unflushed pieces lost`;

/** The disk has a cache that a cut empties; chance decides what had reached the disk. */
const cacheLoses = seeded(4);

/** Power on with the same disk, or a new one the first time. */
async function bootLean(bench: Bench, options: Partial<GuestOptions> = {}): Promise<Guest> {
  const guest = await bench.powerCycle({ ...lean(bench), cacheLoses, ...options });
  await guest.pageAnswers(TRIAL_TOO_MS);
  await guest.shell.ready(180_000);
  return guest;
}

/** A moment of a run: seconds of the machine since its begin, and the amount written by then. */
interface Moment {
  readonly second: number;
  readonly size: number;
}

/** Records how much was written when, while something happens in the machine. */
function watch(guest: Guest): { stop(): Promise<readonly Moment[]> } {
  const moments: Moment[] = [];
  let over = false;
  const watching = (async () => {
    const begun = await guest.time();
    while (!over) {
      moments.push({ size: guest.written(), second: ((await guest.time()) - begun) / 1000 });
      await sleep(100);
    }
  })();
  // If the machine goes away meanwhile, its waiter notices.
  watching.catch(() => undefined);
  return {
    stop: async () => {
      over = true;
      await watching;
      return moments;
    },
  };
}

/** Cuts at random moments of a finished run; `check` examines the machine that starts from each. */
async function cutAgainAndAgain(
  bench: Bench,
  run: { readonly history: DiskHistory; readonly moments: readonly Moment[]; readonly random: () => number },
  check: (guest: Guest, cut: string) => Promise<string>,
): Promise<void> {
  const { history, moments, random } = run;
  const seconds: number[] = [];
  for (let cut = 1; cut <= HALF; cut++) {
    const { second, size } = moments[Math.floor(random() * moments.length)]!;
    await bench.forget();
    const lost = inWords(history.cut(bench.disk, size, random));
    const what = `cut ${cut} of ${HALF}, after ${second} s, ${lost}`;
    const guest = await bootLean(bench, { cacheLoses: undefined });
    bench.progress(`${what}: ${await check(guest, what)}`);
    seconds.push(second);
  }
  history.forget();
  bench.note(`cut after ${seconds.join(', ')} s`);
}

/** The boot loader's state, and digests of both slots of a disk that no machine runs from. */
function slots(file: string): { state: string; running: string; other: string } {
  const disk = openDisk(file);
  const state = disk.read('esp', 'grub/grubenv').toString('latin1');
  return {
    state: [...state.matchAll(/^(?:default|try|good_[AB])=.*$/gm)].map(([line]) => line).join(' '),
    running: disk.digest('boot-A') + disk.digest('root-A'),
    other: disk.digest('boot-B') + disk.digest('root-B'),
  };
}

const IDENTITY = 'cd /data/identity && cat box-id ssid password pin';

export const powerCuts: readonly Scenario[] = [
  {
    name: `power: ${HALF} cuts during the first boot: always a working box with one identity`,
    async run(bench) {
      await bench.forget();
      const first = await bench.powerCycle({ ...lean(bench), cacheLoses });
      await bootLoader(first);
      const watching = watch(first);
      await first.pageAnswers();
      const moments = await watching.stop();
      await first.shell.ready(180_000);
      const own = await first.shell.must(IDENTITY);
      bench.note(`the first boot takes ${moments.at(-1)!.second} s from the boot loader to the page`);
      await first.stop();
      const history = new DiskHistory(bench.disk);
      await cutAgainAndAgain(bench, { history, moments, random: seeded(3) }, async (guest, cut) => {
        const state = await guest.shell.must('cat /run/stagebox/data.state');
        must(/^(ok|repaired) /.test(state), `${cut}: ${state}`);
        const identity = await guest.shell.must(IDENTITY);
        must(identity.split('\n').length === 4, `${cut}: ${identity}`);
        const source = await guest.shell.must('findmnt -no SOURCE /data');
        must(!source.includes('ram'), `${cut}: /data is ${source}`);
        return `${state}; ${identity === own ? 'the identity that was made before the cut' : 'a new identity'}`;
      });
      bench.note('page, data partition and identity were there at every next boot');
    },
  },
  {
    name: `power: ${CUTS} cuts while the box is used: no acknowledged change is lost, no boot is slow`,
    async run(bench) {
      const random = seeded(1);
      let guest = await bootLean(bench);
      const durations = [await bootSeconds(guest)];
      const load = new Load();
      for (let cut = 0; cut < CUTS; cut++) {
        const end = Date.now() + 1500 + random() * 6000;
        const working = load.run(guest, end);
        await sleep(Math.max(0, end - Date.now()));
        const aftermath = await guest.cut();
        await working;
        guest = await bootLean(bench);
        durations.push(await bootSeconds(guest));
        await load.check(guest);
        bench.progress(
          `${cut + 1} of ${CUTS} cuts held, ${load.acknowledged} acknowledged changes there; ${aftermath === undefined ? 'cache kept' : inWords(aftermath)}, this boot ${durations.at(-1)?.toFixed(1)} s`,
        );
      }
      must(load.acknowledged >= CUTS, `only ${load.acknowledged} changes were acknowledged: that shows little`);
      must((await guest.shell.must('cat /run/stagebox/data.state')).startsWith('ok'), 'the data partition is not ok');
      bench.note(`${load.acknowledged} acknowledged changes, every one there after its cut`);
      const [usual, ...after] = durations as [number, ...number[]];
      bench.note(
        `kernel to ready service: ${usual.toFixed(1)} s before, then ${after.map((s) => s.toFixed(1)).join(', ')} s`,
      );
      const slowest = Math.max(...after) / median(durations);
      must(slowest <= 1.5, `the slowest boot took ${slowest.toFixed(2)} × the usual`);
      bench.note(`the slowest took ${slowest.toFixed(2)} × the usual`);
    },
  },
  {
    name: `power: ${CUTS} cuts during an installation: always a working box`,
    async run(bench) {
      const guest = await bootLean(bench);
      const running = await guest.shell.must('cat /etc/stagebox-version');
      const stick = makeStick(join(bench.folder, 'stick.img'), [
        { name: 'stagebox-1.4.0.raucb', from: bench.products.bundle('unbootable') },
      ]);
      const state = () => guest.shell.must('cat /run/stagebox/update.json 2>/dev/null || true');
      await guest.plug(stick);
      await until('the offer', 240, state, (text) => text.includes('offered'));
      await guest.shell.must('cd /run/stagebox-requests && touch .new && mv .new install-update');
      const watching = watch(guest);
      await until('the installation', 900, state, (text) => /"(installed|failed)"/.test(text));
      // Some cuts come after its end: then the system, a faulty one, is tried and given up.
      await passes(guest, 8);
      const moments = await watching.stop();
      must((await state()).includes('"installed"'), await state());
      bench.note(`the installation takes ${moments.at(-1)!.second - 8} s`);
      await guest.stop();
      const whole = slots(bench.disk);
      const history = new DiskHistory(bench.disk);
      const random = seeded(5);
      const states: string[] = [];
      for (let cut = 1; cut <= CUTS; cut++) {
        const { second, size } = moments[Math.floor(random() * moments.length)]!;
        history.cut(bench.disk, size, random);
        const now = slots(bench.disk);
        const what = `cut ${cut} of ${CUTS}, after ${second} s: ${now.state}`;
        must(now.state.includes('default=A'), what);
        must(now.running === whole.running, `${what}: the slot that runs was written to`);
        // Only a slot that holds all of the new system may be tried.
        must(!now.state.includes('try=B') || now.other === whole.other, `${what}, but the other slot is not whole`);
        states.push(`${second} s ${/try=\w+/.exec(now.state)?.[0]}`);
      }
      bench.note(
        `the disk after each cut, looked at: ${states.join(', ')}; slot A untouched, slot B whole where it is to be tried`,
      );
      await cutAgainAndAgain(bench, { history, moments, random: seeded(2) }, async (after, cut) => {
        const now = await after.shell.must('cat /etc/stagebox-version');
        must(now === running, `${cut}: version ${now} runs`);
        const data = await after.shell.must('cat /run/stagebox/data.state');
        must(/^(ok|repaired) /.test(data), `${cut}: ${data}`);
        const boots = after.consoleText().split('stagebox: slot').length - 1;
        return boots > 1 ? `the new system was tried, and ${now} came back` : `${now} runs`;
      });
      bench.note(`version ${running} came back each time`);
    },
  },
];
