import { execFileSync, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enabled, readDeviceTree, suppliers, words } from '../device-tree.js';
import { openDisk } from '../disk-image.js';
import { copyDisk, freePort } from '../guest.js';
import type { Pi } from '../products.js';
import { type Bench, must, type Scenario } from '../scenario.js';

/** Debian's package u-boot-qemu: the same boot loader that starts GRUB on a Pi, built for QEMU's board. */
const U_BOOT = '/usr/lib/u-boot/qemu_arm64/u-boot.bin';

/** What a board needs on the first partition beside U-Boot, GRUB and the firmware's settings. */
const BOARDS: Readonly<
  Record<Pi, { image: string; files: readonly string[]; tree: string; model: string; card: string }>
> = {
  pi4: {
    image: 'stagebox-arm64.img',
    files: ['start4.elf', 'fixup4.dat'],
    tree: 'bcm2711-rpi-4-b.dtb',
    model: 'raspberrypi,4-model-b',
    card: 'brcm,bcm2711-emmc2',
  },
  pi5: {
    image: 'stagebox-arm64-pi5.img',
    files: [],
    tree: 'bcm2712-rpi-5-b.dtb',
    model: 'raspberrypi,5-model-b',
    card: 'brcm,bcm2712-sdhci',
  },
};

/** The Raspberry Pi images: what can be seen without a Raspberry Pi. */
export const arm64: readonly Scenario[] = [
  ...(Object.keys(BOARDS) as Pi[]).map((board) => ({
    name: `arm64: the ${board} image has the partitions, boot files and card drivers that the board looks for`,
    async run(bench: Bench) {
      const expected = BOARDS[board];
      const products = bench.products.pi(board);
      const disk = openDisk(join(products, expected.image));
      must(disk.label === 'gpt' && disk.names.join() === 'esp,boot-A,boot-B,root-A,root-B', disk.names.join());
      const selector = disk.list('esp').toLowerCase();
      const always = ['config.txt', 'u-boot.bin', 'EFI/BOOT/BOOTAA64.EFI', 'grub/grubenv'];
      for (const file of [...always, ...expected.files, expected.tree]) {
        must(selector.includes(file.toLowerCase()), `${file} is not on the first partition: ${selector}`);
      }
      const starts = /^kernel=(.*)$/m.exec(disk.read('esp', 'config.txt').toString())?.[1];
      must(starts === 'u-boot.bin', `config.txt starts ${starts}`);
      must(disk.read('esp', 'EFI/BOOT/BOOTAA64.EFI').subarray(0, 2).toString() === 'MZ', 'GRUB is no EFI program');
      const slot = disk.list('boot-A');
      for (const file of ['vmlinuz', 'initrd.img', 'slot.cfg']) must(slot.includes(file), `${file} is not in slot A`);
      const kernel = disk.read('boot-A', 'vmlinuz');
      must(kernel.includes('ARMd') || kernel.subarray(0, 2).toString() === 'MZ', 'the kernel is not for arm64');
      bench.note(`partitions ${disk.names.join(', ')}; firmware, U-Boot, device tree, GRUB, kernel, initrd in place`);

      const tree = readDeviceTree(disk.read('esp', expected.tree));
      must(words(tree[0]!, 'compatible').includes(expected.model), `${expected.tree} is for another board`);
      const card = tree.find((node) => enabled(node) && words(node, 'compatible').includes(expected.card));
      must(card !== undefined, `${expected.tree} enables no ${expected.card}`);
      const needed = [card, ...suppliers(tree, card)].flatMap((node) => words(node, 'compatible'));
      const initrd = initrdFile(disk.read('boot-A', 'initrd.img'), 'modules.alias');
      const whole = execFileSync(
        'unsquashfs',
        ['-cat', join(products, 'root.img'), initrd.path.replace(/^(usr\/)?lib/, 'usr/lib')],
        { encoding: 'utf8', maxBuffer: 1 << 27 },
      );
      const modules = (aliases: string, compatible: string) =>
        [...aliases.matchAll(/^alias of:\S*?C(\S+?)(?:C\*)? (\S+)$/gm)]
          .filter(([, name]) => name === compatible)
          .map(([, , module]) => module!);
      const wanted = [...new Set(needed.flatMap((compatible) => modules(whole, compatible)))].sort();
      const there = new Set(needed.flatMap((compatible) => modules(initrd.text, compatible)));
      const missing = wanted.filter((module) => !there.has(module));
      must(missing.length === 0, `the card needs modules that are not in the initrd: ${missing.join(', ')}`);
      bench.note(
        `${card.path} and what it hangs on: ${needed.join(', ')}; modules in the initrd: ${wanted.join(', ')}`,
      );
    },
  })),
  {
    name: "arm64: the image boots in QEMU's virt machine, by U-Boot and GRUB, to a ready service",
    async run(bench) {
      must(existsSync(U_BOOT), 'apt-get install u-boot-qemu qemu-system-arm');
      await bench.forget();
      const disk = copyDisk(join(bench.products.pi('pi4'), BOARDS.pi4.image), join(bench.folder, 'arm64.img'));
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

/** A file of an initrd, found by the end of its path. */
function initrdFile(initrd: Buffer, end: string): { path: string; text: string } {
  const archive = execFileSync('zstd', ['-dcq'], { input: initrd, maxBuffer: 1 << 29 });
  const cpio = (...options: string[]) =>
    execFileSync('cpio', ['-i', '--quiet', ...options], { input: archive, encoding: 'utf8', maxBuffer: 1 << 28 });
  const path = cpio('-t')
    .split('\n')
    .find((name) => name.endsWith(`/${end}`));
  must(path !== undefined, `the initrd has no ${end}`);
  return { path, text: cpio('--to-stdout', path) };
}
