import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestShell } from './guest-shell.js';
import { countBy, limit } from './machine-time.js';
import { Qmp } from './qmp.js';

/** Ports of the box that are forwarded from loopback of the host to the guest's wired port. */
const FORWARDED = [80, 443, 1883, 5100, 5101, 5102] as const;
export type BoxPort = (typeof FORWARDED)[number];

const SHELL_UNIT = `[Unit]
Description=Shell of the test driver
ConditionPathExists=!/etc/initrd-release
DefaultDependencies=no
After=sysinit.target
Conflicts=shutdown.target
[Service]
Environment=HOME=/run TERM=dumb PATH=/usr/sbin:/usr/bin
ExecStart=/bin/bash --norc --noediting -i
StandardInput=tty-force
TTYPath=/dev/ttyS1
StandardOutput=tty
StandardError=tty
Restart=always
`;

/**
 * The guest's clock counts its instructions, 2 ns each: on a busy host the guest's time slows down with it, instead of its
 * watchdogs going off. `none` lets it follow the host's clock.
 */
const CLOCK = process.env.STAGEBOX_VM_ICOUNT ?? 'shift=1,sleep=on';

/** Longest that a boot may take until the page answers: four times the usual, by the machine's clock. */
const PAGE_MS = CLOCK === 'none' ? 900_000 : 300_000;

/** As QEMU's clock chip has it: C's `struct tm`. */
interface RtcTime {
  readonly tm_year: number;
  readonly tm_mon: number;
  readonly tm_mday: number;
  readonly tm_hour: number;
  readonly tm_min: number;
  readonly tm_sec: number;
}

export interface GuestOptions {
  /** The disk image; written to. */
  readonly disk: string;
  /** Folder for sockets, the console's log and the firmware's variables. */
  readonly folder: string;
  /** Further disks, read-only. */
  readonly readOnlyDisks?: readonly string[];
  readonly extraArguments?: readonly string[];
  readonly memoryMiB?: number;
  readonly cable?: boolean;
}

/** One virtual machine that runs the image under software emulation. Start, use, and always `stop`. */
export class Guest {
  readonly shell: GuestShell;
  /** Host's time of day at the start, ms. */
  readonly startedAt: number;
  readonly #process: ChildProcess;
  readonly #qmp: Qmp;
  readonly #ports: ReadonlyMap<BoxPort, number>;
  readonly #console: string;

  private constructor(
    process: ChildProcess,
    shell: GuestShell,
    qmp: Qmp,
    ports: ReadonlyMap<BoxPort, number>,
    console: string,
  ) {
    this.#process = process;
    this.shell = shell;
    this.#qmp = qmp;
    this.#ports = ports;
    this.#console = console;
    this.startedAt = Date.now();
  }

  /** A port that was free may be taken a moment later by somebody else on this host: then once more, with others. */
  static async start(options: GuestOptions): Promise<Guest> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Guest.#start(options);
      } catch (error) {
        if (attempt === 3 || !(error as Error).message.includes('host forwarding')) throw error;
      }
    }
  }

  static async #start(options: GuestOptions): Promise<Guest> {
    const { disk, folder } = options;
    const variables = `${disk}.vars`;
    if (!existsSync(variables)) copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', variables);
    const ports = new Map<BoxPort, number>();
    for (const port of FORWARDED) ports.set(port, await freePort());
    const shellSocket = join(folder, 'shell.sock');
    const qmpSocket = join(folder, 'qmp.sock');
    for (const path of [shellSocket, qmpSocket]) rmSync(path, { force: true });
    const consoleLog = join(folder, 'console.log');
    const credential = (name: string, text: string) => [
      '-smbios',
      `type=11,value=io.systemd.credential.binary:${name}=${Buffer.from(text).toString('base64')}`,
    ];
    const forwards = [...ports].map(([inside, outside]) => `hostfwd=tcp:127.0.0.1:${outside}-:${inside}`).join(',');
    const network =
      options.cable === false
        ? ['-nic', 'none']
        : ['-netdev', `user,id=cable,restrict=on,${forwards}`, '-device', 'virtio-net-pci,netdev=cable'];
    const drives = (options.readOnlyDisks ?? []).flatMap((file, i) => [
      '-drive',
      `if=none,id=extra${i},format=raw,readonly=on,file=${file}`,
      '-device',
      `virtio-blk-pci,drive=extra${i}`,
    ]);
    const child = spawn(
      'nice',
      [
        ...['-n', '19', 'qemu-system-x86_64', '-accel', 'tcg,thread=single'],
        ...(CLOCK === 'none' ? [] : ['-icount', CLOCK]),
        ...['-machine', 'q35', '-cpu', 'max', '-smp', '1', '-rtc', 'base=utc,clock=vm'],
        ...['-m', String(options.memoryMiB ?? 1024), '-display', 'none', '-no-user-config'],
        ...['-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd'],
        ...['-drive', `if=pflash,format=raw,file=${variables}`],
        ...['-drive', `if=none,id=disk,format=raw,file=${disk}`, '-device', 'virtio-blk-pci,drive=disk,bootindex=1'],
        ...['-device', 'qemu-xhci,id=xhci', '-device', 'i6300esb', '-action', 'watchdog=reset'],
        ...['-serial', `file:${consoleLog}`, '-serial', `unix:${shellSocket},server=on,wait=off`],
        ...['-qmp', `unix:${qmpSocket},server=on,wait=off`, '-uuid', '11111111-2222-4333-8444-555555555555'],
        ...credential('systemd.extra-unit.test-shell.service', SHELL_UNIT),
        ...credential('systemd.unit-dropin.basic.target', '[Unit]\nWants=test-shell.service\n'),
        ...network,
        ...drives,
        ...(options.extraArguments ?? []),
      ],
      { stdio: ['ignore', openSync(join(folder, 'qemu.log'), 'a'), openSync(join(folder, 'qemu.log'), 'a')] },
    );
    for (let waited = 0; !existsSync(shellSocket) || !existsSync(qmpSocket); waited += 50) {
      if (child.exitCode !== null || waited > 120_000) {
        throw new Error(`QEMU does not start: ${readFileSync(join(folder, 'qemu.log'), 'utf8').slice(-500)}`);
      }
      await sleep(50);
    }
    const qmp = await Qmp.connect(qmpSocket);
    const guest = new Guest(child, await GuestShell.connect(shellSocket), qmp, ports, consoleLog);
    countBy(() => guest.time());
    return guest;
  }

  /** The machine's clock, ms, in whole seconds. Stands still while the host gives the machine no processor. */
  async time(): Promise<number> {
    const at = (await this.#qmp.command('qom-get', { path: '/machine', property: 'rtc-time' })) as RtcTime;
    return Date.UTC(1900 + at.tm_year, at.tm_mon, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec);
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  url(path: string, port: BoxPort = 5100): string {
    return `http://127.0.0.1:${this.port(port)}${path}`;
  }

  port(port: BoxPort): number {
    return this.#ports.get(port)!;
  }

  /** What the guest wrote to its first serial line since the machine was started. */
  consoleText(): string {
    return existsSync(this.#console) ? readFileSync(this.#console, 'utf8') : '';
  }

  /** Waits until the page answers, in the machine's time; how long it took on the host since the machine was started, in seconds. */
  async pageAnswers(timeoutMs = PAGE_MS): Promise<number> {
    const end = await limit(timeoutMs);
    // Longer each time: the first ones meet a machine without a network, a later one perhaps a very slow one.
    for (let patienceMs = 5000; ; patienceMs = Math.min(60_000, patienceMs * 1.5)) {
      try {
        const answer = await fetch(this.url('/api/box'), { signal: AbortSignal.timeout(patienceMs) });
        if (answer.ok) return (Date.now() - this.startedAt) / 1000;
      } catch {
        if (!this.running) throw new Error('QEMU ended');
      }
      if (await end.passed())
        throw new Error(`no page after ${timeoutMs / 1000} s\n${this.consoleText().slice(-1500)}`);
      await sleep(500);
    }
  }

  /** Plugs a USB stick with the content of a raw image in; its writes go to that file. */
  async plug(file: string): Promise<void> {
    await this.#qmp.command('blockdev-add', {
      driver: 'raw',
      'node-name': 'stick',
      file: { driver: 'file', filename: file },
    });
    await this.#qmp.command('device_add', {
      driver: 'usb-storage',
      bus: 'xhci.0',
      drive: 'stick',
      id: 'stick',
      removable: true,
    });
  }

  async unplug(): Promise<void> {
    await this.#qmp.command('device_del', { id: 'stick' });
    for (let attempt = 0; ; attempt++) {
      await sleep(1000);
      try {
        await this.#qmp.command('blockdev-del', { 'node-name': 'stick' });
        return;
      } catch (error) {
        if (attempt > 10) throw error;
      }
    }
  }

  /** Power cut: the machine is gone between two instructions. What the guest had flushed is on the disk file. */
  async cut(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.running) {
      this.#process.kill('SIGKILL');
      await gone;
    }
    countBy(undefined);
    this.shell.close();
    this.#qmp.close();
  }

  stop(): Promise<void> {
    return this.cut();
  }
}

/** A port nobody listens on at this moment; QEMU takes it a moment later. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A fresh copy of a disk image, grown to the size of a card; holes stay holes. */
export function copyDisk(from: string, to: string, size = '3G'): string {
  execFileSync('cp', ['--sparse=always', from, to]);
  execFileSync('truncate', ['-s', size, to]);
  rmSync(`${to}.vars`, { force: true });
  return to;
}
