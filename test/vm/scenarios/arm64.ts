import { execFileSync, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyDisk, freePort } from '../guest.js';
import { must, type Scenario } from '../scenario.js';

/** Debian's package u-boot-qemu: the same boot loader that starts GRUB on a Pi, built for QEMU's board. */
const U_BOOT = '/usr/lib/u-boot/qemu_arm64/u-boot.bin';

/** The Raspberry Pi image: what can be seen without a Raspberry Pi. */
export const arm64: readonly Scenario[] = [
  {
    name: 'arm64: the image has the partitions and boot files that a Pi looks for',
    async run(bench) {
      const disk = bench.products.arm64();
      const table = JSON.parse(execFileSync('sfdisk', ['-J', disk], { encoding: 'utf8' })) as {
        partitiontable: { label: string; partitions: { name: string; start: number }[] };
      };
      const names = table.partitiontable.partitions.map(({ name }) => name);
      must(table.partitiontable.label === 'gpt' && names.join() === 'esp,boot-A,boot-B,root-A,root-B', names.join());
      const at = (name: string) => table.partitiontable.partitions.find((part) => part.name === name)!.start * 512;
      const list = (part: string, folder = '') =>
        execFileSync('mdir', ['-b', '-/', '-i', `${disk}@@${at(part)}`, `::/${folder}`], { encoding: 'utf8' });
      const selector = list('esp');
      for (const file of [
        'start4.elf',
        'fixup4.dat',
        'config.txt',
        'u-boot.bin',
        'bcm2711-rpi-4-b.dtb',
        'EFI/BOOT/BOOTAA64.EFI',
        'grub/grubenv',
      ]) {
        must(selector.toLowerCase().includes(file.toLowerCase()), `${file} is not on the first partition: ${selector}`);
      }
      const slot = list('boot-A');
      for (const file of ['vmlinuz', 'initrd.img', 'slot.cfg']) must(slot.includes(file), `${file} is not in slot A`);
      const kernel = execFileSync('mcopy', ['-n', '-i', `${disk}@@${at('boot-A')}`, '::/vmlinuz', '-'], {
        maxBuffer: 1 << 28,
      });
      must(kernel.includes('ARMd') || kernel.subarray(0, 2).toString() === 'MZ', 'the kernel is not for arm64');
      bench.note(
        `partitions ${names.join(', ')}; firmware, U-Boot, device trees, GRUB, kernel and initrd are in place`,
      );
    },
  },
  {
    name: "arm64: the image boots in QEMU's virt machine, by U-Boot and GRUB, to a ready service",
    async run(bench) {
      must(existsSync(U_BOOT), 'apt-get install u-boot-qemu qemu-system-arm');
      await bench.forget();
      const disk = copyDisk(bench.products.arm64(), join(bench.folder, 'arm64.img'));
      const log = join(bench.folder, 'arm64.log');
      const port = await freePort();
      const begun = Date.now();
      const machine = spawn(
        'nice',
        [
          ...[
            '-n',
            '19',
            'qemu-system-aarch64',
            '-accel',
            'tcg,thread=single',
            '-icount',
            'shift=1,sleep=on',
            '-M',
            'virt',
          ],
          ...[
            '-cpu',
            'cortex-a72',
            '-smp',
            '1',
            '-m',
            '1024',
            '-display',
            'none',
            '-bios',
            U_BOOT,
            '-serial',
            `file:${log}`,
          ],
          ...['-drive', `if=none,id=disk,format=raw,file=${disk}`, '-device', 'virtio-blk-pci,drive=disk'],
          ...[
            '-netdev',
            `user,id=cable,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:5100`,
            '-device',
            'virtio-net-pci,netdev=cable',
          ],
        ],
        {
          stdio: [
            'ignore',
            openSync(join(bench.folder, 'qemu.log'), 'a'),
            openSync(join(bench.folder, 'qemu.log'), 'a'),
          ],
        },
      );
      try {
        for (;;) {
          must(machine.exitCode === null, 'QEMU ended');
          must(
            Date.now() - begun < 2_400_000,
            `no page: ${existsSync(log) ? readFileSync(log, 'latin1').slice(-1500) : ''}`,
          );
          const answer = await fetch(`http://127.0.0.1:${port}/api/health`, {
            signal: AbortSignal.timeout(10_000),
          }).catch(() => undefined);
          if (answer?.ok) {
            const { periods } = (await answer.json()) as { periods: number };
            must(periods > 0, 'no period has passed');
            break;
          }
          await sleep(2000);
        }
        bench.note(
          `page after ${Math.round((Date.now() - begun) / 1000)} s; ${/stagebox: slot.*/.exec(readFileSync(log, 'latin1'))?.[0]}`,
        );
      } finally {
        machine.kill('SIGKILL');
        rmSync(disk, { force: true });
      }
    },
  },
];
