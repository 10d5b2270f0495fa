/** What the desk shows of the box's measurements, in the order of use; what the box does not measure is left out. Pure. */
import { figure } from '../i18n/language.js';
import type { Health } from './health.js';

type Reading = readonly [
  (
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
    | 'figUptime'
  ),
  string,
];

/** Follows a path of names into an unknown value. */
function at(value: unknown, ...path: readonly string[]): unknown {
  let now = value;
  for (const name of path) {
    if (typeof now !== 'object' || now === null) return undefined;
    now = (now as Record<string, unknown>)[name];
  }
  return now;
}

/** The first of several places that holds a number. */
function number(health: Health, ...paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const value = at(health, ...path.split('.'));
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
}

export function figuresOf(health: Health | undefined): readonly Reading[] {
  if (health === undefined) return [];
  const found: Reading[] = [];
  const add = (key: Reading[0], value: number | undefined, show: (value: number) => string) => {
    if (value !== undefined) found.push([key, show(value)]);
  };
  const count = (value: number) => figure(value);
  add('figListeners', health.listeners?.length, count);
  add('figPeriods', number(health, 'periods'), count);
  add('figLost', number(health, 'lostPeriods'), count);
  add('figXruns', number(health, 'xruns'), count);
  add(
    'figLatency',
    (number(health, 'latency.captureToSocket.count') ?? 0) > 0
      ? number(health, 'latency.captureToSocket.p99')
      : undefined,
    (micros) => `${figure(micros / 1000, 1)} ms`,
  );
  add('figLoop', number(health, 'eventLoopDelay.p99'), (micros) => `${figure(micros / 1000, 1)} ms`);
  add('figCpu', number(health, 'cpuPercent', 'system.cpuPercent'), (percent) => `${figure(percent)} %`);
  add('figTemperature', number(health, 'temperatureC', 'system.temperatureC'), (celsius) => `${figure(celsius)} °C`);
  add('figDisk', number(health, 'diskFreeBytes', 'system.diskFreeBytes'), (bytes) => `${figure(bytes / 1e9, 1)} GB`);
  add('figMemory', number(health, 'memory.rss'), (bytes) => `${figure(bytes / 1e6)} MB`);
  add('figUptime', number(health, 'uptimeMs'), (ms) => duration(ms / 1000));
  return found;
}

function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${hours} h ${minutes} min`;
}
