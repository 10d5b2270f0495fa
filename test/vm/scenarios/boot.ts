import type { Guest } from '../guest.js';
import { lean } from '../lean.js';
import { must, type Scenario, until } from '../scenario.js';

/** Firmware, boot loader, kernel, service, page: a fresh disk, with nobody at a keyboard. */
export const boot: readonly Scenario[] = [
  {
    name: 'boot: a fresh disk comes up to the page with no failed unit',
    short: true,
    async run(bench) {
      const guest = await bench.powerCycle();
      const seconds = await guest.pageAnswers();
      bench.note(`page ${seconds.toFixed(0)} s after power-on; first boot: data partition and identity were made`);
      await guest.shell.ready(120_000);
      await guest.shell.run('systemctl is-system-running --wait', 600_000);
      const failed = await guest.shell.must('systemctl list-units --failed --plain --no-legend; true');
      must(failed === '', `failed units: ${failed}`);
      const cycles = await guest.shell.must('journalctl -b --no-pager | grep -ci "ordering cycle" || true');
      must(cycles === '0', 'there is an ordering cycle between units');
      bench.note(await guest.shell.must('systemd-analyze time | head -n 1'));
      const health = await until(
        'confirmed',
        300,
        () => guest.shell.must('cat /run/stagebox/health 2>/dev/null || true'),
        (text) => text !== '',
      );
      must(health.startsWith('healthy'), health);
      bench.note(health);
      must((await guest.shell.must('cat /run/stagebox/data.state')).startsWith('ok'), 'the data partition is not ok');
      const state = await guest.shell.must(
        "sed -n 's/^\\(default\\|try\\)=//p' /esp/grub/grubenv | sort | tr '\\n' ' '",
      );
      must(state.trim() === 'A none', `boot state is ${state}`);
      for (const port of [80, 5100] as const) {
        const answer = await fetch(guest.url('/', port));
        must(answer.ok, `port ${port} answers ${answer.status}`);
      }
      bench.note('the page answers on 80 and 5100; the network has no way out to the Internet');
    },
  },
  {
    name: 'boot: identity is random and survives a power cut',
    async run(bench) {
      const read = 'cd /data/identity && head box-id ssid password pin; hostname';
      const first = await (await bench.guest()).shell.must(read);
      must(/StageBox-[A-Z2-7]{4}\n/.test(first) && /\n\d{6}\n/.test(first), first);
      const guest = await bench.powerCycle();
      bench.note(`page ${(await guest.pageAnswers()).toFixed(0)} s after power-on, second boot`);
      await guest.shell.ready(120_000);
      must((await guest.shell.must(read)) === first, 'the identity changed');
    },
  },
];

const IDENTITY = 'cd /data/identity && head box-id ssid password pin';

/** Waits until the service is ready, without a cable to the page; returns its answer inside the guest. */
async function answersInside(guest: Guest): Promise<string> {
  await guest.shell.ready(900_000);
  const page =
    'node -e "fetch(\'http://127.0.0.1:5100/api/box\').then((r) => r.text()).then(console.log, () => process.exit(1))"';
  const { text } = await until(
    'the page',
    600,
    () => guest.shell.run(page),
    ({ status }) => status === 0,
  );
  return text;
}

/** The box with parts missing or broken: it always has a working page that says what is wrong. */
/** Requests a factory reset as the service does; resolves when the boot loader runs again. */
async function factoryReset(guest: Guest): Promise<void> {
  const boots = () => guest.consoleText().split('stagebox: slot').length;
  const count = boots();
  await guest.shell.run('cd /run/stagebox-requests && touch .new && mv .new factory-reset');
  await until(
    'the restart',
    180,
    async () => boots(),
    (now) => now > count,
  );
}

export const broken: readonly Scenario[] = [
  {
    name: 'broken: without network, sound card or a correct clock, the page answers and time never runs backwards',
    async run(bench) {
      const guest = await bench.powerCycle({
        // A saved state of the firmware would bring its own clock.
        source: lean(bench).source,
        cable: false,
        extraArguments: ['-rtc', 'base=2001-01-01T00:00:00,clock=vm'],
      });
      const box = JSON.parse(await answersInside(guest)) as { name: string };
      const state = await guest.shell.must(
        'echo "$(date +%Y) $(ls /proc/asound/cards >/dev/null 2>&1 && grep -c . /proc/asound/cards || echo 0) $(cat /sys/class/net/eth0/operstate 2>/dev/null || echo none)"',
      );
      must(Number(state.slice(0, 4)) > 2024, `the year is ${state}`);
      const failed = await guest.shell.must('systemctl list-units --failed --plain --no-legend; true');
      must(failed === '', `failed units: ${failed}`);
      bench.note(`"${box.name}" answers; year, lines of sound cards, wired port: ${state}`);
    },
  },
  {
    name: 'broken: a full data partition is reported, and the page answers',
    async run(bench) {
      let guest = await bench.guest(lean(bench));
      await guest.shell.must(
        'fallocate -l $(($(df --output=avail -B1 /data | tail -n 1) - 4096)) /data/settings/filler; dd if=/dev/zero of=/data/settings/filler2 bs=4096 2>/dev/null; sync /data; true',
        300_000,
      );
      guest = await bench.powerCycle(lean(bench));
      await guest.pageAnswers();
      await guest.shell.ready(120_000);
      const said = await guest.shell.must('cat /run/stagebox/data.state; df -h /data | tail -n 1');
      await guest.shell.must('rm /data/settings/filler*; sync /data');
      must(said.startsWith('full '), said);
      bench.note(said.replaceAll('\n', '; '));
    },
  },
  {
    name: 'broken: a factory reset replaces data and identity, and leaves the system alone',
    async run(bench) {
      const guest = await bench.guest(lean(bench));
      const before = await guest.shell.must(`${IDENTITY}; cat /etc/stagebox-version`);
      await guest.shell.must('echo old > /data/settings/witness');
      await factoryReset(guest);
      await guest.pageAnswers();
      await guest.shell.ready(120_000);
      const after = await guest.shell.must(`${IDENTITY}; cat /etc/stagebox-version`);
      const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('==>'));
      const kept = lines(before).filter((line) => lines(after).includes(line));
      must(
        kept.length === 1 && kept[0] === lines(before).at(-1),
        `of the old identity there is still ${kept.join(', ')}`,
      );
      must((await guest.shell.run('test -e /data/settings/witness')).status !== 0, 'old data is still there');
      must((await guest.shell.must('cat /run/stagebox/data.state')).startsWith('ok'), 'the data partition is not ok');
      bench.note('box id, Wi-Fi name, password and PIN are new, the version is the same');
    },
  },
  {
    name: 'broken: a damaged data partition is repaired or replaced, and the box says so',
    async run(bench) {
      let guest = await bench.guest(lean(bench));
      const overwrite = 'dd if=/dev/urandom of=/dev/disk/by-partlabel/data bs=4096 conv=fsync 2>/dev/null';
      await guest.shell.must(`${overwrite} count=1; ${overwrite} count=40 seek=2`);
      guest = await bench.powerCycle(lean(bench));
      await guest.pageAnswers();
      await guest.shell.ready(120_000);
      const damaged = await guest.shell.must('cat /run/stagebox/data.state');
      must(/^(repaired|memory) /.test(damaged), damaged);
      bench.note(`superblock and group descriptors overwritten: ${damaged}`);
      await guest.shell.run(
        'blkdiscard -f -z /dev/disk/by-partlabel/data || dd if=/dev/zero of=/dev/disk/by-partlabel/data bs=1M',
        600_000,
      );
      guest = await bench.powerCycle({ source: lean(bench).source, cable: false });
      await guest.shell.ready(600_000);
      await until(
        'the service',
        400,
        () => guest.shell.run('systemctl is-active stagebox'),
        ({ status }) => status === 0,
      );
      const lost = await guest.shell.must('cat /run/stagebox/data.state; findmnt -no SOURCE /data');
      must(/^memory /.test(lost) && lost.includes('/dev/ram0'), lost);
      bench.note(`partition erased and no cable plugged in: ${lost.split('\n')[0]}`);
      await answersInside(guest);
      await factoryReset(guest);
      await answersInside(guest);
      const mended = await guest.shell.must('cat /run/stagebox/data.state; findmnt -no SOURCE /data');
      must(mended.startsWith('ok ') && !mended.includes('/dev/ram0'), mended);
      bench.note(`factory reset while running from memory: ${mended.split('\n')[0]}`);
      await bench.forget();
    },
  },
  {
    name: 'broken: the watchdog and a kernel panic both bring the box back',
    async run(bench) {
      const guest = await bench.guest(lean(bench));
      const boots = () => guest.consoleText().split('stagebox: slot').length - 1;
      const comesBack = async (how: string, script: string) => {
        const before = boots();
        const begun = Date.now();
        await guest.shell.run(`(sleep 1; ${script}) > /dev/null 2>&1 & exit 0`);
        await until(
          how,
          240,
          async () => boots(),
          (count) => count > before,
        );
        bench.note(`${how}: boot loader again after ${Math.round((Date.now() - begun) / 1000)} s`);
        await guest.pageAnswers();
        await guest.shell.ready(120_000);
      };
      await comesBack('kernel panic', 'echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger');
      await comesBack('the service manager crashed', 'kill -SEGV 1');
    },
  },
];
