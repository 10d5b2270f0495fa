/**
 * The figures as Prometheus text (exposition format 0.0.4). Each number of `/api/health` is a family of its own, with
 * its help and type. Listeners are numbered, so that the text names no device. Pure.
 */
import type { EngineStats, ListenerStats } from '../../audio/engine-api.js';

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Families that only rise while the box runs; all others are gauges. */
const COUNTERS: ReadonlySet<string> = new Set([
  'periods',
  'lost_periods',
  'xruns',
  'store_commits',
  'store_failures',
  'control_faults',
  'control_accepted',
  'control_refused',
  'control_repeated',
  'control_published',
  'control_received',
  'control_refused_logins',
  'mdns_restarts',
  'opus_encoded',
  'air_refusals',
  'media_restarts',
  'media_dropped',
  'listener_sent_total',
  'listener_dropped_total',
]);

type Labels = Readonly<Record<string, string>>;

/** Keeps the samples of each family together, under one help and one type. */
export class Families {
  readonly #families = new Map<string, { readonly help: string; readonly samples: string[] }>();

  /** `name` in `[a-z0-9_]`. The help of the first sample counts. */
  add(name: string, help: string, value: number, labels: Labels = {}): void {
    const family = this.#families.get(name) ?? { help, samples: [] };
    this.#families.set(name, family);
    const inner = Object.entries(labels).map(([key, text]) => `${key}="${inLabel(text)}"`);
    family.samples.push(`${inner.length > 0 ? `{${inner.join(',')}}` : ''} ${value}`);
  }

  toString(): string {
    let text = '';
    for (const [name, { help, samples }] of this.#families) {
      const full = `stagebox_${name}`;
      text += `# HELP ${full} ${inHelp(help)}\n# TYPE ${full} ${COUNTERS.has(name) ? 'counter' : 'gauge'}\n`;
      for (const sample of samples) text += `${full}${sample}\n`;
    }
    return text;
  }
}

const inHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const inLabel = (text: string): string => inHelp(text).replaceAll('"', '\\"');

/** Gives each listener a number while it is there: its series continues, and no device is named. */
export class ListenerNumbers {
  #known = new Map<string, number>();
  #next = 1;

  /** One number per listener, in their order. */
  of(listeners: readonly Pick<ListenerStats, 'device' | 'kind'>[]): number[] {
    const keys = listeners.map(({ device, kind }) => `${kind} ${device}`);
    this.#known = new Map(keys.map((key) => [key, this.#known.get(key) ?? this.#next++]));
    return keys.map((key) => this.#known.get(key)!);
  }
}

type Gathered = Readonly<Record<string, unknown>> & { readonly listeners: EngineStats['listeners'] };

/** Numbers and booleans become `stagebox_<path>`; each listener gets a number instead of its uuid. */
export function exposition({ listeners, ...rest }: Gathered, numbers: ListenerNumbers): string {
  const families = new Families();
  const walk = (path: readonly string[], value: unknown): void => {
    if (typeof value === 'boolean') walk(path, value ? 1 : 0);
    else if (typeof value === 'number' && Number.isFinite(value))
      families.add(path.map(snake).join('_'), `${path.join('.')} of /api/health`, value);
    else if (value !== null && typeof value === 'object' && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) walk([...path, key], inner);
  };
  walk([], rest);
  families.add('listeners', 'Listeners that hear sound now', listeners.length);
  const numbered = numbers.of(listeners);
  for (const [i, { kind, sent, dropped, queueAgeMs }] of listeners.entries()) {
    const labels = { listener: String(numbered[i]), kind };
    families.add('listener_sent_total', 'Packets that were sent to this listener', sent, labels);
    families.add('listener_dropped_total', 'Packets that this listener lost, because it fell behind', dropped, labels);
    families.add('listener_queue_age_ms', 'Age of the oldest sound that waits for this listener', queueAgeMs, labels);
  }
  return families.toString();
}

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/[^a-z0-9_]/g, '_');
