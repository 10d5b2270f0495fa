/**
 * The box's measurements as the desk shows them, in the order of
 * use. Values that the box does not report are left out. Pure.
 */
import type { HealthAnswer } from '../../../wire/answers.js';
import { figure } from '../../i18n/language.js';

type Figures = Partial<HealthAnswer>;

/** `warn`: look at it before the show. `bad`: people will hear it, or nothing is saved any more. */
export type Concern = 'warn' | 'bad';

export interface Reading {
  readonly key:
    | 'figListeners'
    | 'figPeriods'
    | 'figLost'
    | 'figXruns'
    | 'figLatency'
    | 'figLoop'
    | 'figCpu'
    | 'figTemperature'
    | 'figDisk'
    | 'figMemory'
    | 'figName'
    | 'figThreads'
    | 'figUptime';
  readonly value: string;
  readonly concern: Concern | undefined;
}

/** Limits of `warn` and of `bad`; boards begin to slow down at 80 to 85 °C. */
const CPU_PERCENT = [80, 95] as const;
const TEMPERATURE_C = [70, 80] as const;
/** What must be left of the disk and of the memory. */
const LEAST_DISK_BYTES = [500e6, 100e6] as const;
const LEAST_MEMORY_SHARE = [0.15, 0.05] as const;

const above = (value: number, [warn, bad]: readonly [number, number]): Concern | undefined =>
  value >= bad ? 'bad' : value >= warn ? 'warn' : undefined;
const below = (value: number, [warn, bad]: readonly [number, number]): Concern | undefined =>
  value <= bad ? 'bad' : value <= warn ? 'warn' : undefined;

/** Follows a path of names into an unknown value, to a number. */
function number(health: Figures, path: string): number | undefined {
  let now: unknown = health;
  for (const name of path.split('.')) {
    if (typeof now !== 'object' || now === null) return undefined;
    now = (now as Record<string, unknown>)[name];
  }
  return typeof now === 'number' && Number.isFinite(now) ? now : undefined;
}

export function figuresOf(health: Figures | undefined): readonly Reading[] {
  if (health === undefined) return [];
  const found: Reading[] = [];
  const add = (
    key: Reading['key'],
    value: number | undefined,
    show: (value: number) => string,
    concern: (value: number) => Concern | undefined = () => undefined,
  ) => {
    if (value !== undefined) found.push({ key, value: show(value), concern: concern(value) });
  };
  const count = (value: number) => figure(value);
  const milliseconds = (micros: number) => `${figure(micros / 1000, 1)} ms`;
  const measured = (number(health, 'latency.captureToSocket.count') ?? 0) > 0;
  const disk = number(health, 'diskTotalBytes');
  const memory = number(health, 'memory.totalBytes');
  add(
    'figCpu',
    number(health, 'cpuPercent'),
    (percent) => `${figure(percent)} %`,
    (percent) => above(percent, CPU_PERCENT),
  );
  add(
    'figTemperature',
    number(health, 'temperatureC'),
    (celsius) => `${figure(celsius)} °C`,
    (celsius) => above(celsius, TEMPERATURE_C),
  );
  add(
    'figDisk',
    number(health, 'diskFreeBytes'),
    (bytes) => ofTotal(bytes, disk),
    (bytes) => below(bytes, LEAST_DISK_BYTES),
  );
  add(
    'figMemory',
    number(health, 'memory.availableBytes'),
    (bytes) => ofTotal(bytes, memory),
    (bytes) => (memory === undefined ? undefined : below(bytes / memory, LEAST_MEMORY_SHARE)),
  );
  add('figListeners', health.listeners?.length, count);
  add('figXruns', number(health, 'xruns'), count);
  add('figLost', number(health, 'lostPeriods'), count);
  add('figLatency', measured ? number(health, 'latency.captureToSocket.p99') : undefined, milliseconds);
  add('figLoop', number(health, 'eventLoopDelay.p99'), milliseconds);
  add('figPeriods', number(health, 'periods'), count);
  const mdns = health.mdns as { readonly state?: unknown; readonly names?: unknown } | undefined;
  if (mdns !== undefined && Array.isArray(mdns.names) && mdns.names.length > 0)
    found.push({
      key: 'figName',
      value: String(mdns.names[0]),
      concern: mdns.state === 'lost' || mdns.state === 'waiting' ? 'warn' : undefined,
    });
  const threads = Object.entries(
    (health.threads ?? {}) as Readonly<Record<string, { readonly still?: unknown } | null>>,
  );
  const late = threads.filter(([, thread]) => thread?.still === true).length;
  if (late > 0) found.push({ key: 'figThreads', value: count(late), concern: 'bad' });
  add('figUptime', number(health, 'uptimeMs'), (ms) => duration(ms / 1000));
  return found;
}

/** The worst state of all, for the mark on the tab. */
export function worstOf(readings: readonly Reading[]): Concern | undefined {
  const concerns = readings.map(({ concern }) => concern);
  return concerns.includes('bad') ? 'bad' : concerns.includes('warn') ? 'warn' : undefined;
}

function ofTotal(bytes: number, total: number | undefined): string {
  const gigabytes = (value: number) => figure(value / 1e9, 1);
  return total === undefined ? `${gigabytes(bytes)} GB` : `${gigabytes(bytes)} / ${gigabytes(total)} GB`;
}

function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${hours} h ${minutes} min`;
}
