import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Guest, type GuestOptions } from '../guest.js';
import { must, type Scenario } from '../scenario.js';

/** Seconds since the kernel began, of the machine's clock, at which a unit became active. */
async function activeAt(guest: Guest, unit: string): Promise<number> {
  const text = await guest.shell.must(`systemctl show ${unit} -P ActiveEnterTimestampMonotonic`);
  must(Number(text) > 0, `${unit} is not active`);
  return Number(text) / 1e6;
}

/**
 * How long the box takes from the kernel's start to sound, in the machine's own time, compared with a minimal Debian.
 */
export const startTime: readonly Scenario[] = [
  {
    name: 'start: from kernel to sound, beside a bare Debian 13 to its multi-user target in the same machine',
    async run(bench) {
      // The service reports ready once sound runs and the page answers.
      const boot = async (what: string, options?: Partial<GuestOptions>) => {
        const guest = await bench.powerCycle(options);
        await guest.pageAnswers();
        await guest.shell.ready(120_000);
        await guest.shell.run('systemctl is-system-running --wait', 600_000);
        const sound = await activeAt(guest, 'stagebox.service');
        const service = await guest.shell.must('systemd-analyze blame --no-pager | grep " stagebox.service"');
        bench.note(`box, ${what}: sound ${sound.toFixed(1)} s after the kernel began; ${service.trim()}`);
        return sound;
      };
      await bench.forget();
      const times = [
        await boot('first boot, which makes the data partition'),
        await boot('second boot, demo band'),
        // Without the demo band, whose sound is made at the start: as with a sound card.
        await boot('third boot, test tones as from a sound card', { source: 'tones:16' }),
      ];
      bench.note(`kernel ${await (await bench.guest()).shell.must('uname -r')}`);
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
        bench.note(`ratios ${times.map((sound) => (sound / multiUser).toFixed(2)).join(', ')}`);
      } finally {
        await bare.stop();
      }
    },
  },
];
