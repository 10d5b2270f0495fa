import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const PROGRAMS = resolve(import.meta.dirname, '../../../system/usr/lib/stagebox');

/** The machine around the programs, as far as they use it: mounting copies a folder, a bundle is a line of text. */
const AROUND: Readonly<Record<string, string>> = {
  udevadm: 'cat "$STAGEBOX_ROOT/media/$(basename -- "$5")/.type" 2>/dev/null || echo vfat',
  // Slow enough that a second one would get in between.
  'systemd-mount': `for last; do :; done
    echo "mount $*" >> "$STAGEBOX_ROOT/log"
    [ ! -e "$last" ] || exit 1
    /bin/sleep 0.2
    cp -r "$STAGEBOX_ROOT/media/$(basename "$6")" "$last"`,
  'systemd-umount': 'rm -rf "$1"',
  // A program that looks once a second may look more often here.
  sleep: 'exec /bin/sleep 0.05',
  systemctl: 'echo "systemctl $*" >> "$STAGEBOX_ROOT/log"',
  rauc: `[ "$1" != status ] || exit 0
    for last; do :; done
    if [ "$1" = install ]; then
      echo "install $(basename "$last")" >> "$STAGEBOX_ROOT/log"
      [ ! -e "$STAGEBOX_ROOT/broken" ] || { echo "LastError: it is broken"; exit 1; }
      exit 0
    fi
    echo read >> "$STAGEBOX_ROOT/read"
    read -r compatible version < "$last" || { echo "signature verification failed" >&2; exit 1; }
    echo "RAUC_MF_COMPATIBLE='$compatible'"
    echo "RAUC_MF_VERSION='$version'"`,
};

interface Update {
  readonly state: string;
  readonly message: string;
  readonly version?: string;
  readonly older?: string;
  readonly givenUp?: string;
}

/** A folder that is the root of a box, with the box's own programs. The box runs 1.3.0 on slot A of a virtual disk. */
export function boxFolder() {
  const root = mkdtempSync(join(tmpdir(), 'box-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);
  /** A partition as sysfs shows it; `insertion` is the kernel's number for one insertion of the disk. */
  const partition = (disk: string, name: string, insertion = 1) => {
    put(`sys/devices/${disk}/diskseq`, `${insertion}\n`);
    put(`sys/devices/${disk}/${name}/partition`, '1\n');
    mkdirSync(join(root, 'sys/class/block'), { recursive: true });
    for (const [link, to] of [
      [disk, disk],
      [name, `${disk}/${name}`],
    ] as const) {
      if (!existsSync(join(root, 'sys/class/block', link)))
        symlinkSync(`../../devices/${to}`, join(root, 'sys/class/block', link));
    }
  };
  for (const [name, text] of Object.entries(AROUND)) {
    put(`bin/${name}`, `#!/bin/sh\n${text}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
  put('etc/stagebox-version', '1.3.0\n');
  put('etc/rauc/system.conf', 'compatible=stagebox-amd64\nmin-bundle-version=1.0.0\n');
  mkdirSync(join(root, 'run/stagebox'), { recursive: true });
  mkdirSync(join(root, 'data/update'), { recursive: true });
  // The root is verified: a mapped device on a partition.
  partition('vda', 'vda3');
  mkdirSync(join(root, 'sys/devices/dm-0/slaves'), { recursive: true });
  symlinkSync('../../vda/vda3', join(root, 'sys/devices/dm-0/slaves/vda3'));
  put('sys/devices/dm-0/dm/name', 'root\n');
  symlinkSync('../../devices/dm-0', join(root, 'sys/class/block/dm-0'));
  const slots = (running: 'A' | 'B', confirmed: 'A' | 'B', next = 'none') => {
    put('cmdline', `rauc.slot=${running}\n`);
    put('grubenv', `default=${confirmed}\ntry=${next}\ngood_A=1\ngood_B=1\n`);
  };
  slots('A', 'A');

  return {
    put,
    read,
    slots,
    partition,
    remove: (path: string) => rmSync(join(root, path), { recursive: true, force: true }),
    /** Files of a stick's partition; a bundle is `<compatible> <version>`. */
    stick(disk: string, name: string, files: Readonly<Record<string, string>>, insertion = 1) {
      partition(disk, name, insertion);
      rmSync(join(root, 'media', name), { recursive: true, force: true });
      mkdirSync(join(root, 'media', name), { recursive: true });
      for (const [file, text] of Object.entries(files)) put(`media/${name}/${file}`, text);
      put(`dev/${name}`, '');
    },
    /** As if the file had existed for a long time. */
    age: (path: string) => utimesSync(join(root, path), 1000, 1000),
    update: () => JSON.parse(read('run/stagebox/update.json') ?? '{"state":"","message":""}') as Update,
    run(program: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Promise<number> {
      const env = {
        ...process.env,
        PATH: `${join(root, 'bin')}:${process.env.PATH}`,
        STAGEBOX_ROOT: root,
        STAGEBOX_SYS: join(root, 'sys'),
        STAGEBOX_GRUBENV: join(root, 'grubenv'),
        STAGEBOX_CMDLINE: join(root, 'cmdline'),
        ...more,
      };
      const child = spawn(join(PROGRAMS, program), args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      return new Promise((done, failed) => {
        child.once('error', failed);
        child.once('close', (status) => done(status ?? -1));
      });
    },
    throwAway: () => rmSync(root, { recursive: true, force: true }),
  };
}
