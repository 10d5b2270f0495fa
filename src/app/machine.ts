/**
 * How the computer under the box is doing: processor, temperature, room on the data disk, memory. Looked at on a
 * timer, off the audio path, from files of the kernel and through the thread pool, so that a slow sensor or disk
 * holds nothing up; whoever asks gets the last look. Main thread.
 */
import { readdir, readFile, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';

/** null = not known here, or not yet. */
export interface MachineFigures {
  /** Of all processors together, 0…100, since the look before. */
  readonly cpuPercent: number | null;
  /** The hottest zone the kernel names. */
  readonly temperatureC: number | null;
  /** Room the service may use on the data folder's disk. */
  readonly diskFreeBytes: number | null;
  readonly diskTotalBytes: number | null;
  readonly memory: {
    readonly totalBytes: number;
    /** What could be given to programs without swapping. */
    readonly availableBytes: number;
  };
}

export interface MachineOptions {
  readonly dataDir: string;
  /** Between looks, ms. */
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

  /** The last look; never waits. */
  figures(): MachineFigures {
    return { ...this.#figures, memory: { totalBytes: totalmem(), availableBytes: freemem() } };
  }

  /** Looks once more; a look that takes longer than the time between two is not started twice. */
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

/** What cannot be had on this computer is not known; that is no fault. */
async function quietly<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

/**
 * The first line of `/proc/stat` (proc_stat(5)): user nice system idle iowait irq softirq steal …; guest time is in
 * user.
 */
export function parseTicks(stat: string): Ticks | undefined {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(' ').slice(0, 8).map(Number);
  if (fields === undefined || fields.length < 4) return undefined;
  const total = fields.reduce((sum, ticks) => sum + ticks, 0);
  const idle = fields[3]! + (fields[4] ?? 0);
  return { busy: total - idle, total };
}

/** 0…100 with one decimal; null without two looks that differ. */
export function busyPercent(before: Ticks | undefined, now: Ticks | undefined): number | null {
  if (before === undefined || now === undefined || now.total <= before.total) return null;
  const share = (now.busy - before.busy) / (now.total - before.total);
  return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
}

/** The hottest thermal zone, °C with one decimal; undefined where there is none that can be read. */
async function hottest(folder: string): Promise<number | undefined> {
  const zones = (await readdir(folder)).filter((name) => name.startsWith('thermal_zone'));
  const readings = await Promise.all(
    zones.map((zone) => quietly(async () => Number(await readFile(`${folder}/${zone}/temp`, 'utf8')) / 1000)),
  );
  // A zone that is switched off reads as 0 or nonsense.
  const real = readings.filter((celsius) => celsius !== undefined && celsius > 0 && celsius < 200) as number[];
  return real.length === 0 ? undefined : Math.round(Math.max(...real) * 10) / 10;
}
