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
    name: 'boot: identity is random and stays over a power cut',
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

/** What is left when something is broken: always a working page that says what is wrong. */
export const broken: readonly Scenario[] = [
  {
    name: 'broken: a damaged data partition is mended or replaced, and the box says so',
    async run(bench) {
      let guest = await bench.guest();
      const overwrite = 'dd if=/dev/urandom of=/dev/disk/by-partlabel/data bs=4096 conv=fsync 2>/dev/null';
      await guest.shell.must(`${overwrite} count=1; ${overwrite} count=40 seek=2`);
      guest = await bench.powerCycle();
      await guest.pageAnswers();
      await guest.shell.ready(120_000);
      const damaged = await guest.shell.must('cat /run/stagebox/data.state');
      must(/^(repaired|memory) /.test(damaged), damaged);
      bench.note(`superblock and group descriptors overwritten: ${damaged}`);
      await guest.shell.run(
        'blkdiscard -f -z /dev/disk/by-partlabel/data || dd if=/dev/zero of=/dev/disk/by-partlabel/data bs=1M',
        600_000,
      );
      guest = await bench.powerCycle({ cable: false });
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
      await bench.forget();
    },
  },
  {
    name: 'broken: the watchdog and a kernel panic both bring the box back',
    async run(bench) {
      const guest = await bench.guest();
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
