import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Guest } from '../guest.js';
import { must, type Scenario } from '../scenario.js';

/** Seconds since the kernel began, of the machine's clock, at which a unit became active. */
async function activeAt(guest: Guest, unit: string): Promise<number> {
  const text = await guest.shell.must(`systemctl show ${unit} -P ActiveEnterTimestampMonotonic`);
  must(Number(text) > 0, `${unit} is not active`);
  return Number(text) / 1e6;
}

/** How long the box takes from the kernel's start to sound, in the machine's own time, beside the least that Debian can be. */
export const startTime: readonly Scenario[] = [
  {
    name: 'start: kernel to sound, beside a bare Debian 13 to its multi-user target in the same machine',
    async run(bench) {
      const ours = await bench.powerCycle();
      await ours.pageAnswers();
      await ours.shell.ready(120_000);
      await ours.shell.run('systemctl is-system-running --wait', 600_000);
      // The service says that it is ready when the page answers and periods pass.
      const sound = await activeAt(ours, 'stagebox.service');
      const kernel = await ours.shell.must('uname -r');
      bench.note(`box: sound ${sound.toFixed(1)} s after the kernel began (kernel ${kernel})`);
      bench.note(
        await ours.shell.must('systemd-analyze critical-chain --no-pager stagebox.service | tail -n +5 | head -n 12'),
      );
      bench.note(await ours.shell.must('systemd-analyze blame --no-pager | head -n 12'));
      await bench.forget();

      const made = join(bench.folder, 'bare');
      execFileSync(join(import.meta.dirname, '../../../../test/vm/make-bare.sh'), [made], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const bare = await Guest.start({
        disk: join(made, 'disk.img'),
        folder: bench.folder,
        extraArguments: [
          ...['-kernel', join(made, 'vmlinuz'), '-initrd', join(made, 'initrd.img')],
          ...['-append', 'root=/dev/vda rw net.ifnames=0 console=ttyS0,115200 quiet'],
        ],
      });
      try {
        await bare.shell.ready(600_000);
        await bare.shell.run('systemctl is-system-running --wait', 600_000);
        const multiUser = await activeAt(bare, 'multi-user.target');
        bench.note(
          `bare Debian: multi-user target after ${multiUser.toFixed(1)} s (kernel ${await bare.shell.must('uname -r')})`,
        );
        bench.note(await bare.shell.must('systemd-analyze time | head -n 1'));
        bench.note(`ratio ${(sound / multiUser).toFixed(2)}`);
      } finally {
        await bare.stop();
      }
    },
  },
];
