import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Firmware, resume } from './firmware.js';
import { GuestShell } from './guest-shell.js';
import { countBy, limit } from './machine-time.js';
import { Qmp } from './qmp.js';
import { type Aftermath, replay } from './write-log.js';

/** Ports of the box that loopback of the host forwards to the guest's wired port. */
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
 * The guest's clock counts its instructions, 2 ns each. So on a busy host the guest's time slows down with it, instead
 * of its watchdogs firing. `none` lets it follow the host's clock.
 */
const CLOCK = process.env.STAGEBOX_VM_ICOUNT ?? 'shift=1,sleep=on';

/**
 * Leaves out features that are expensive to emulate and useless here. These are string instructions that move single
 * bytes, a fifth level of page tables, and switches that end every translated block.
 */
const CPU = process.env.STAGEBOX_VM_CPU ?? 'max,erms=off,fsrm=off,la57=off,smap=off,pku=off';

/** The longest boot until the page answers: four times the usual, by the machine's clock. */
const PAGE_MS = CLOCK === 'none' ? 900_000 : 300_000;

/** How often the page is requested while the machine boots, and how long an answer may take on a very slow host. */
const ASK_EVERY_MS = 2000;
const PATIENCE_MS = 30_000;

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
  /** The disk image; it is written to. */
  readonly disk: string;
  /** Folder for sockets, the console's log and the firmware's variables. */
  readonly folder: string;
  /** Further disks, read-only. */
  readonly readOnlyDisks?: readonly string[];
  readonly extraArguments?: readonly string[];
  readonly memoryMiB?: number;
  readonly cable?: boolean;
  /**
   * The disk has a volatile cache: a power cut loses part of what was not flushed. The
   * numbers (0…1) decide what; see write-log.ts.
   */
  readonly cacheLoses?: () => number;
  /** Begins after the firmware's wait for a TPM; its clock then begins at the same hour every time. */
  readonly firmware?: Firmware;
  /** What the service captures, instead of the demo band, whose sound takes a slow machine long to make. */
  readonly source?: string;
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
  readonly #options: GuestOptions;
  #gone: Promise<Aftermath | undefined> | undefined;

  private constructor(
    process: ChildProcess,
    shell: GuestShell,
    qmp: Qmp,
    ports: ReadonlyMap<BoxPort, number>,
    console: string,
    options: GuestOptions,
  ) {
    this.#process = process;
    this.shell = shell;
    this.#qmp = qmp;
    this.#ports = ports;
    this.#console = console;
    this.#options = options;
    this.startedAt = Date.now();
  }

  /** Another program may take a free port a moment later: then try once more, with others. */
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
    if (options.cacheLoses !== undefined) {
      execFileSync('cp', ['--sparse=always', disk, `${disk}.before`]);
      writeFileSync(`${disk}.log`, '');
    }
    const begin = (more: readonly string[]) =>
      spawn(
        'nice',
        [
          ...['-n', '19', 'qemu-system-x86_64', '-accel', 'tcg,thread=single'],
          ...(CLOCK === 'none' ? [] : ['-icount', CLOCK]),
          ...['-machine', 'q35', '-cpu', CPU, '-smp', '1', '-rtc', 'base=utc,clock=vm'],
          ...['-m', String(options.memoryMiB ?? 1024), '-display', 'none', '-no-user-config'],
          ...['-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd'],
          ...['-drive', `if=pflash,format=raw,file=${variables}`],
          ...diskArguments(options),
          ...['-device', 'virtio-blk-pci,drive=disk,bootindex=1'],
          ...['-device', 'qemu-xhci,id=xhci', '-device', 'i6300esb', '-action', 'watchdog=reset'],
          ...['-serial', `file:${consoleLog}`, '-serial', `unix:${shellSocket},server=on,wait=off`],
          ...['-qmp', `unix:${qmpSocket},server=on,wait=off`, '-uuid', '11111111-2222-4333-8444-555555555555'],
          ...credential('systemd.extra-unit.test-shell.service', SHELL_UNIT),
          ...credential('systemd.unit-dropin.basic.target', '[Unit]\nWants=test-shell.service\n'),
          ...(options.source === undefined
            ? []
            : credential(
                'systemd.unit-dropin.stagebox.service',
                `[Service]\nEnvironment=STAGEBOX_SOURCE=${options.source} STAGEBOX_PERIOD=960\n`,
              )),
          ...network,
          ...drives,
          ...(options.extraArguments ?? []),
          ...more,
        ],
        { stdio: ['ignore', openSync(join(folder, 'qemu.log'), 'a'), openSync(join(folder, 'qemu.log'), 'a')] },
      );
    const devices = [String(options.memoryMiB), String(options.cable), ...drives, ...(options.extraArguments ?? [])];
    const child = begin((await options.firmware?.begin(devices, begin, qmpSocket)) ?? []);
    for (let waited = 0; !existsSync(shellSocket) || !existsSync(qmpSocket); waited += 50) {
      if (child.exitCode !== null || waited > 120_000) {
        throw new Error(`QEMU does not start: ${readFileSync(join(folder, 'qemu.log'), 'utf8').slice(-500)}`);
      }
      await sleep(50);
    }
    const qmp = await Qmp.connect(qmpSocket);
    if (options.firmware !== undefined) await resume(qmp);
    const guest = new Guest(child, await GuestShell.connect(shellSocket), qmp, ports, consoleLog, options);
    countBy(() => guest.time());
    return guest;
  }

  /** The machine's clock, ms, in whole seconds. It stops while the host gives the machine no processor. */
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

  /** What the guest wrote to its first serial line since the machine started. */
  consoleText(): string {
    return existsSync(this.#console) ? readFileSync(this.#console, 'utf8') : '';
  }

  /**
   * Waits until the page answers, in the machine's time. Returns how long it took on the
   * host since the machine started, in seconds.
   */
  async pageAnswers(timeoutMs = PAGE_MS): Promise<number> {
    const end = await limit(timeoutMs);
    const answered = new AbortController();
    const ask = async () => {
      try {
        const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(PATIENCE_MS)]);
        const answer = await fetch(this.url('/api/box'), { signal });
        if (answer.ok) answered.abort();
      } catch {
        // Not yet.
      }
    };
    // All at once: a request to a machine without a network is lost, and must not delay the next one.
    while (!answered.signal.aborted) {
      void ask();
      await sleep(ASK_EVERY_MS, undefined, { signal: answered.signal }).catch(() => undefined);
      if (answered.signal.aborted) break;
      if (!this.running) throw new Error('QEMU ended');
      if (await end.passed()) {
        answered.abort();
        throw new Error(`no page after ${timeoutMs / 1000} s\n${this.consoleText().slice(-1500)}`);
      }
    }
    return (Date.now() - this.startedAt) / 1000;
  }

  /** Plugs in a USB stick with the content of a raw image; its writes go to that file. */
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

  /** Power cut: the machine is gone between two instructions. The disk file holds what the guest had flushed. */
  cut(): Promise<Aftermath | undefined> {
    this.#gone ??= this.#cut();
    return this.#gone;
  }

  async #cut(): Promise<Aftermath | undefined> {
    await this.stop();
    const { disk, cacheLoses } = this.#options;
    if (cacheLoses === undefined) return undefined;
    const aftermath = replay(`${disk}.before`, `${disk}.log`, cacheLoses);
    if (aftermath !== undefined) renameSync(`${disk}.before`, disk);
    return aftermath;
  }

  /** How much the guest has written and flushed so far: a moment to which `DiskHistory` can return. */
  written(): number {
    return statSync(`${this.#options.disk}.log`).size;
  }

  /** Ends the machine; its disk file holds everything that the guest wrote. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.running) {
      this.#process.kill('SIGKILL');
      await gone;
    }
    countBy(undefined);
    this.shell.close();
    this.#qmp.close();
  }
}

function diskArguments({ disk, cacheLoses }: GuestOptions): string[] {
  if (cacheLoses === undefined) return ['-drive', `if=none,id=disk,format=raw,file=${disk}`];
  return [
    ...['-blockdev', `driver=file,node-name=written,filename=${disk}`],
    ...['-blockdev', `driver=file,node-name=writes,filename=${disk}.log`],
    ...['-blockdev', 'driver=blklogwrites,node-name=disk,file=written,log=writes,log-sector-size=512'],
  ];
}

/** A port without a listener at this moment; QEMU takes it a moment later. */
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
