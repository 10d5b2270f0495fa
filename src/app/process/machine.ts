/**
 * State of the computer: processor, temperature, free space on the data disk, memory. A
 * timer reads the kernel's files, off the audio path and through the thread pool, so that
 * a slow sensor or disk holds nothing up. Requests get the last values. Main thread.
 */
import { readdir, readFile, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';

/** null = not known here, or not yet. */
export interface MachineFigures {
  /** Of all processors together, 0…100, since the previous look. */
  readonly cpuPercent: number | null;
  /** The hottest zone that the kernel reports. */
  readonly temperatureC: number | null;
  /** Free space for the service on the data folder's disk. */
  readonly diskFreeBytes: number | null;
  readonly diskTotalBytes: number | null;
  readonly memory: {
    readonly totalBytes: number;
    /** Memory that programs could get without swapping. */
    readonly availableBytes: number;
  };
}

export interface MachineOptions {
  readonly dataDir: string;
  /** Time between looks, ms. */
  readonly everyMs?: number;
  /** `/proc`. */
  readonly procFolder?: string;
  /** `/sys/class/thermal`. */
  readonly thermalFolder?: string;
}

/** Clock ticks of all processors since the computer started. */
interface Ticks {
  readonly busy: number;
  readonly total: number;
}

const EVERY_MS = 2000;

export class Machine {
  readonly #options: Required<MachineOptions>;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #ticks: Ticks | undefined;
  #figures: Omit<MachineFigures, 'memory'> = {
    cpuPercent: null,
    temperatureC: null,
    diskFreeBytes: null,
    diskTotalBytes: null,
  };

  constructor(options: MachineOptions) {
    this.#options = { everyMs: EVERY_MS, procFolder: '/proc', thermalFolder: '/sys/class/thermal', ...options };
    this.#timer = setInterval(() => void this.look(), this.#options.everyMs);
    this.#timer.unref();
    void this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The last values; never waits. */
  figures(): MachineFigures {
    return { ...this.#figures, memory: { totalBytes: totalmem(), availableBytes: freemem() } };
  }

  /** Looks once more. While a look is running, returns that one. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { dataDir, procFolder, thermalFolder } = this.#options;
    const [ticks, temperatureC, disk] = await Promise.all([
      quietly(async () => parseTicks(await readFile(`${procFolder}/stat`, 'utf8'))),
      quietly(() => hottest(thermalFolder)),
      quietly(() => statfs(dataDir)),
    ]);
    const cpuPercent = busyPercent(this.#ticks, ticks);
    this.#ticks = ticks;
    this.#figures = {
      cpuPercent,
      temperatureC: temperatureC ?? null,
      diskFreeBytes: disk ? disk.bavail * disk.bsize : null,
      diskTotalBytes: disk ? disk.blocks * disk.bsize : null,
    };
  }
}

/** A value that this computer does not provide is unknown, which is no error. */
async function quietly<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

/**
 * The first line of `/proc/stat` (proc_stat(5)): user nice system
 * idle iowait irq softirq steal …; user includes guest time.
 */
export function parseTicks(stat: string): Ticks | undefined {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(' ').slice(0, 8).map(Number);
  if (fields === undefined || fields.length < 4) return undefined;
  const total = fields.reduce((sum, ticks) => sum + ticks, 0);
  const idle = fields[3]! + (fields[4] ?? 0);
  return { busy: total - idle, total };
}

/** 0…100 with one decimal; null without two readings that differ. */
export function busyPercent(before: Ticks | undefined, now: Ticks | undefined): number | null {
  if (before === undefined || now === undefined || now.total <= before.total) return null;
  const share = (now.busy - before.busy) / (now.total - before.total);
  return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
}

/** The hottest thermal zone, °C with one decimal; undefined if no zone can be read. */
async function hottest(folder: string): Promise<number | undefined> {
  const zones = (await readdir(folder)).filter((name) => name.startsWith('thermal_zone'));
  const readings = await Promise.all(
    zones.map((zone) => quietly(async () => Number(await readFile(`${folder}/${zone}/temp`, 'utf8')) / 1000)),
  );
  // A zone that is switched off reads as 0 or nonsense.
  const real = readings.filter((celsius) => celsius !== undefined && celsius > 0 && celsius < 200) as number[];
  return real.length === 0 ? undefined : Math.round(Math.max(...real) * 10) / 10;
}
