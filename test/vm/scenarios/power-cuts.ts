import { join } from 'node:path';
import type { Guest } from '../guest.js';
import { must, type Scenario, until } from '../scenario.js';
import { makeStick } from '../stick.js';

/** How many cuts; each costs two boots under emulation. */
const CUTS = Number(process.env.STAGEBOX_VM_CUTS ?? 20);

/** How long a first boot takes from the boot loader to the page, about: the cuts fall anywhere in it. */
const FIRST_BOOT_SECONDS = Number(process.env.STAGEBOX_VM_FIRST_BOOT ?? 60);

/** Same moments in every run (mulberry32), so that a failing one can be looked at again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Seconds from the kernel's start to the ready service by the guest's own clock. Under `-icount` that clock counts instructions, so
 * that the figure does not depend on what else the host does.
 */
async function bootSeconds(guest: Guest): Promise<number> {
  const text = await guest.shell.must(
    'for i in $(seq 100); do t=$(systemctl show -P ActiveEnterTimestampMonotonic stagebox); [ "$t" = 0 ] || break; sleep 1; done; echo "$t"',
    300_000,
  );
  return Number(text) / 1e6;
}

/** Waits so many seconds of the machine: on a busy host a cut falls where it falls on a quiet one. */
async function passes(guest: Guest, seconds: number): Promise<void> {
  const end = (await guest.time()) + seconds * 1000;
  while ((await guest.time()) < end) await new Promise((resolve) => setTimeout(resolve, 50));
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

export const powerCuts: readonly Scenario[] = [
  {
    name: `power: ${CUTS} cuts during the first boot: always a working box with one identity`,
    async run(bench) {
      const random = seeded(3);
      const moments: string[] = [];
      for (let cut = 0; cut < CUTS; cut++) {
        await bench.forget();
        let guest = await bench.powerCycle();
        // The kernel is up some seconds after the boot loader; what is made once is made in the minute after that.
        await until(
          'the boot loader',
          600,
          async () => guest.consoleText(),
          (text) => text.includes('stagebox: slot'),
        );
        const wait = 5 + random() * FIRST_BOOT_SECONDS;
        await passes(guest, wait);
        moments.push(wait.toFixed(0));
        guest = await bench.powerCycle();
        await guest.pageAnswers();
        await guest.shell.ready(180_000);
        const state = await guest.shell.must('cat /run/stagebox/data.state');
        must(/^(ok|repaired) /.test(state), `cut ${cut} after ${wait.toFixed(1)} s: ${state}`);
        const identity = await guest.shell.must(
          'cd /data/identity && cat box-id ssid password pin | wc -l; findmnt -no SOURCE /data',
        );
        must(identity.startsWith('4\n') && !identity.includes('ram'), `cut ${cut}: ${identity}`);
      }
      bench.note(
        `cut ${moments.join(', ')} s after the boot loader: page, data partition and identity were there at the next boot`,
      );
    },
  },
  {
    name: `power: ${CUTS} cuts while the box is used: no acknowledged change is lost`,
    async run(bench) {
      const random = seeded(1);
      let guest = await bench.guest();
      await guest.shell.ready(120_000);
      const durations = [await bootSeconds(guest)];
      let changes = 0;
      const join = async (body: object, token?: string) => {
        const answer = await fetch(guest.url('/api/join'), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(30_000),
        });
        return { status: answer.status, body: (await answer.json()) as { token: string } };
      };
      const acknowledged = new Map<string, string>();
      for (let cut = 0; cut < CUTS; cut++) {
        const end = Date.now() + 2000 + random() * 8000;
        const load = (async () => {
          while (Date.now() < end) {
            const uuid = `web-cut-${cut}-${changes}`;
            try {
              const { status, body } = await join({ uuid, name: `phone ${changes}` });
              if (status < 300) acknowledged.set(uuid, body.token);
              changes++;
            } catch {
              return;
            }
          }
        })();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, end - Date.now())));
        guest = await bench.powerCycle().finally(() => load);
        await guest.pageAnswers();
        await guest.shell.ready(120_000);
        durations.push(await bootSeconds(guest));
        // Registered devices are refused without their token, and known with it: both show that the store has them.
        for (const [uuid, token] of acknowledged) {
          const { status } = await join({ uuid, name: 'again' }, token);
          must(status < 300, `after cut ${cut}: ${uuid} is not known any more (${status})`);
          const { status: stranger } = await join({ uuid, name: 'stranger' });
          must(stranger === 409, `after cut ${cut}: ${uuid} was forgotten, then made anew`);
        }
        acknowledged.clear();
      }
      await guest.shell.ready(120_000);
      must((await guest.shell.must('cat /run/stagebox/data.state')).startsWith('ok'), 'the data partition is not ok');
      bench.note(`${changes} acknowledged registrations, every one there after its cut`);
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
      const random = seeded(2);
      let guest = await bench.guest();
      const running = await guest.shell.must('cat /etc/stagebox-version');
      const stick = makeStick(join(bench.folder, 'stick.img'), [
        { name: 'stagebox-1.4.0.raucb', from: bench.products.bundle('unbootable') },
      ]);
      const moments: string[] = [];
      for (let cut = 0; cut < CUTS; cut++) {
        await guest.shell.ready(180_000);
        await guest.plug(stick);
        await until(
          'the offer',
          240,
          () => guest.shell.must('cat /run/stagebox/update.json 2>/dev/null || true'),
          (text) => text.includes('offered'),
        );
        await guest.shell.must('cd /run/stagebox-requests && touch .new && mv .new install-update');
        await passes(guest, random() * 60);
        moments.push(/"progress":"(\d+)"/.exec(await guest.shell.must('cat /run/stagebox/update.json'))?.[1] ?? 'end');
        guest = await bench.powerCycle();
        // When the installation had ended, the faulty system is tried and given up on the way.
        await guest.pageAnswers(1_800_000);
        await guest.shell.ready(180_000);
        const now = await guest.shell.must('cat /etc/stagebox-version');
        must(now === running, `after cut ${cut} version ${now} runs`);
      }
      bench.note(`cut at ${moments.join(', ')} % of the installation: version ${running} came back each time`);
    },
  },
];
