import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guest } from '../guest.js';
import type { BundleKind } from '../products.js';
import { type Bench, must, type Scenario, until } from '../scenario.js';
import { makeStick, readFromStick, type StickFile } from '../stick.js';

interface UpdateState {
  readonly state: string;
  readonly message: string;
  readonly version?: string;
}

const GRUB_STATE = "sed -n 's/^\\(default\\|try\\|good_A\\|good_B\\)=/\\1=/p' /esp/grub/grubenv | sort | tr '\\n' ' '";

async function updateState(guest: Guest): Promise<UpdateState> {
  const text = await guest.shell.must(
    'cat /run/stagebox/update.json 2>/dev/null || echo \'{"state":"","message":""}\'',
  );
  return JSON.parse(text) as UpdateState;
}

/** Plugs in a stick and waits for the box's report about it. */
async function insert(
  bench: Bench,
  guest: Guest,
  files: readonly StickFile[],
  expected: RegExp,
  seconds = 240,
): Promise<UpdateState> {
  await guest.shell.must('rm -f /run/stagebox/update.json');
  await guest.plug(makeStick(join(bench.folder, 'stick.img'), files));
  return until(
    'the stick',
    seconds,
    () => updateState(guest),
    ({ state }) => expected.test(state),
  );
}

/** What the page does when the engineer accepts. */
const REQUEST_INSTALL = 'cd /run/stagebox-requests && touch .new && mv .new install-update && ls -A';

async function install(bench: Bench, guest: Guest, kind: BundleKind, version: string): Promise<void> {
  const offered = await insert(
    bench,
    guest,
    [{ name: `stagebox-${version}.raucb`, from: bench.products.bundle(kind) }],
    /offered|refused|failed/,
  );
  must(offered.state === 'offered' && offered.version === version, JSON.stringify(offered));
  const begun = Date.now();
  await guest.shell.must(REQUEST_INSTALL);
  const done = await until(
    'the installation',
    900,
    () => updateState(guest),
    ({ state }) => /installed|failed/.test(state),
  );
  must(done.state === 'installed', done.message);
  bench.note(
    `${version} installed in ${Math.round((Date.now() - begun) / 1000)} s while the service ran; ${await guest.shell.must(GRUB_STATE)}`,
  );
  must((await guest.shell.must('systemctl is-active stagebox')) === 'active', 'the service stopped');
  await guest.unplug();
}

/** Restarts the guest from inside and waits until the given version is confirmed, or the old one is back. */
async function reboot(guest: Guest): Promise<void> {
  const boots = guest.consoleText().split('stagebox: slot').length;
  await guest.shell.run('cd /run/stagebox-requests && touch .new && mv .new reboot');
  await until(
    'the restart',
    180,
    async () => guest.consoleText().split('stagebox: slot').length,
    (count) => count > boots,
  );
}

const version = (guest: Guest) => guest.shell.must('cat /etc/stagebox-version');

/** Bundles that must never be installed. */
const REFUSED: readonly [kind: BundleKind, name: string, message: RegExp][] = [
  ['foreign', 'stagebox-9.0.0.raucb', /signature|certificate/i],
  ['other-board', 'stagebox-9.0.0.raucb', /is for stagebox-arm64/],
  ['too-old', 'stagebox-0.4.9.raucb', /older than 0\.5\.0/],
  ['truncated', 'stagebox-1.1.0.raucb', /signature|bundle/i],
  ['unsigned', 'stagebox-1.1.0.raucb', /signature|bundle/i],
  ['empty', 'stagebox-1.1.0.raucb', /signature|bundle/i],
];

/** The box's report for a bundle that could not be read to its signed end. */
const READ_FAILED = /nothing changed: .*Input\/output error/;

export const update: readonly Scenario[] = [
  {
    name: 'update: a bundle that is foreign, incomplete, too old or for another board is refused by name, and changes nothing',
    async run(bench) {
      const guest = await bench.guest();
      const before = await guest.shell.must(GRUB_STATE);
      const empty = await insert(bench, guest, [], /./);
      must(empty.state === 'none', JSON.stringify(empty));
      await guest.unplug();
      for (const [kind, name, message] of REFUSED) {
        const answer = await insert(bench, guest, [{ name, from: bench.products.bundle(kind) }], /./);
        must(answer.state === 'refused' && message.test(answer.message), `${kind}: ${JSON.stringify(answer)}`);
        bench.note(`${kind}: ${answer.message}`);
        await guest.unplug();
      }
      must((await guest.shell.must(GRUB_STATE)) === before, 'the boot state changed');
      const left = await guest.shell.run('findmnt /run/stagebox/stick');
      must(left.status !== 0, 'the stick stayed mounted');
    },
  },
  {
    name: 'update: a flipped bit in the payload is found before the other slot is touched',
    async run(bench) {
      const guest = await bench.guest();
      const before = await guest.shell.must(GRUB_STATE);
      const offered = await insert(
        bench,
        guest,
        [{ name: 'stagebox-1.1.0.raucb', from: bench.products.bundle('flipped') }],
        /./,
      );
      must(offered.state === 'offered', JSON.stringify(offered));
      await guest.shell.must(REQUEST_INSTALL);
      const done = await until(
        'the installation',
        600,
        () => updateState(guest),
        ({ state }) => /installed|failed/.test(state),
      );
      must(done.state === 'failed' && READ_FAILED.test(done.message), done.message);
      bench.note(done.message);
      must(
        (await guest.shell.must(GRUB_STATE)) === before,
        `the boot state changed: ${await guest.shell.must(GRUB_STATE)}`,
      );
      await guest.unplug();
    },
  },
  {
    name: 'update: stick, question, installation, restart into the other slot, data kept',
    async run(bench) {
      const guest = await bench.guest();
      await guest.shell.must('echo kept > /data/settings/witness && sync');
      const identity = await guest.shell.must('cat /data/identity/*');
      await install(bench, guest, 'good', '1.1.0');
      await reboot(guest);
      await guest.pageAnswers();
      await guest.shell.ready(180_000);
      must((await version(guest)) === '1.1.0', `version ${await version(guest)} runs`);
      const state = await until(
        'confirmed',
        400,
        () => guest.shell.must(GRUB_STATE),
        (text) => text.includes('default=B'),
      );
      bench.note(`runs 1.1.0, confirmed: ${state}`);
      must(
        (await guest.shell.must('cat /data/settings/witness /data/identity/*')) === `kept\n${identity}`,
        'data was lost',
      );
    },
  },
  {
    name: 'update: a system that cannot start goes back by itself and says so',
    async run(bench) {
      const guest = await bench.guest();
      const running = await version(guest);
      await install(bench, guest, 'unbootable', '1.3.0');
      await reboot(guest);
      await guest.pageAnswers(1_800_000);
      await guest.shell.ready(180_000);
      must((await version(guest)) === running, `version ${await version(guest)} runs`);
      const said = await until(
        'says so',
        300,
        () => updateState(guest),
        ({ state }) => state !== '',
      );
      must(said.state === 'rolled-back' && / 1\.3\.0 was tried/.test(said.message), JSON.stringify(said));
      bench.note(said.message);
      const again = await insert(
        bench,
        guest,
        [
          { name: 'stagebox-install-now' },
          { name: 'stagebox-amd64-1.3.0.raucb', from: bench.products.bundle('unbootable') },
        ],
        /offered|refused|installing|installed|failed/,
      );
      must(
        again.state === 'offered' && /tried and given up, so it is installed only/.test(again.message),
        JSON.stringify(again),
      );
      bench.note(again.message);
      await guest.unplug();
    },
  },
  {
    name: 'update: a stick pulled out while it is read costs nothing but the attempt',
    async run(bench) {
      const guest = await bench.guest();
      const running = await guest.shell.must("sed -n 's/^default=//p' /esp/grub/grubenv");
      await insert(
        bench,
        guest,
        [{ name: 'stagebox-1.4.0.raucb', from: bench.products.bundle('unbootable') }],
        /offered/,
      );
      await guest.shell.must(REQUEST_INSTALL);
      await until(
        'under way',
        120,
        () => updateState(guest),
        ({ state }) => state === 'installing',
      );
      await sleep(4000);
      await guest.unplug();
      const done = await until(
        'the end',
        400,
        () => updateState(guest),
        ({ state }) => /installed|failed/.test(state),
      );
      must(done.state === 'failed' && READ_FAILED.test(done.message), JSON.stringify(done));
      bench.note(done.message);
      must(
        (await guest.shell.must("sed -n 's/^default=//p' /esp/grub/grubenv")) === running,
        'the default slot changed',
      );
    },
  },
  {
    name: 'update: the same stick receives the label and the logs on request',
    async run(bench) {
      const guest = await bench.guest();
      const told = await insert(
        bench,
        guest,
        [
          { name: 'stagebox-label' },
          { name: 'stagebox-backup' },
          { name: 'stagebox-1.4.0.raucb', from: bench.products.bundle('unbootable') },
        ],
        /offered/,
        300,
      );
      await guest.unplug();
      must(/label is on the stick.*backup is on the stick/.test(told.message), told.message);
      const stick = join(bench.folder, 'stick.img');
      const label = readFromStick(stick, 'stagebox-label.svg');
      const ssid = await guest.shell.must('cat /data/identity/ssid');
      must(label.includes(ssid) && label.includes('<path'), 'the label does not name the Wi-Fi');
      const box = await guest.shell.must('cat /run/stagebox/box-id');
      must(
        readFromStick(stick, `stagebox-backup/${box}/log.txt`).includes('ready http://'),
        'the log is not on the stick',
      );
      bench.note('label with both QR codes and log are on the stick');
    },
  },
  {
    name: 'update: a system whose service never becomes ready goes back by itself and says so',
    async run(bench) {
      const guest = await bench.guest();
      const running = await version(guest);
      await install(bench, guest, 'never-ready', '1.2.0');
      await reboot(guest);
      await guest.pageAnswers(2_400_000);
      await guest.shell.ready(180_000);
      must((await version(guest)) === running, `version ${await version(guest)} runs`);
      const said = await until(
        'says so',
        300,
        () => updateState(guest),
        ({ state }) => state !== '',
      );
      must(said.state === 'rolled-back', JSON.stringify(said));
      bench.note(said.message);
    },
  },
];
