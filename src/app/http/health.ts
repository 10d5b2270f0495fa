/** `GET /api/health` (JSON) and `GET /metrics` (Prometheus text): the same counters, gathered at each request. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Engine, ListenerStats, StageLatency } from '../../audio/engine-api.js';
import type { ApiRoute } from '../../control/http/api.js';
import { jsonReply } from '../../net/json-reply.js';
import type { HttpReply } from '../../net/socket-server.js';
import type { HealthAnswer, ListenerHealth } from '../../wire/answers.js';
import type { MdnsFigures } from '../network/mdns.js';
import type { ThreadFigures } from '../process/liveness.js';
import type { MachineFigures } from '../process/machine.js';
import type { AirFigures } from '../radio/radio-api.js';
import { exposition, ListenerNumbers, PROMETHEUS_TYPE } from './prometheus.js';

/** Control's own counters: numbers by name, one level of nesting. */
type ControlStats = Readonly<Record<string, unknown>>;

export interface HealthSources {
  readonly version: string;
  readonly engine: () => Engine | undefined;
  readonly control: () => ControlStats;
  readonly machine: () => MachineFigures;
  /** Undefined if the box is not announced: by its setting, or because it listens on loopback only. */
  readonly mdns: () => MdnsFigures | undefined;
  readonly threads: () => Readonly<Record<string, ThreadFigures>>;
  readonly air: () => AirFigures;
}

/** The device that asks. */
export interface Asker {
  readonly uuid: string;
  readonly role: string;
}

export class Health {
  readonly #sources: HealthSources;
  readonly #loop = monitorEventLoopDelay({ resolution: 20 });
  readonly #started = performance.now();
  readonly #numbers = new ListenerNumbers();

  constructor(sources: HealthSources) {
    this.#sources = sources;
    this.#loop.enable();
  }

  stop(): void {
    this.#loop.disable();
  }

  /** `listeners` holds complete entries; the caller decides who may see which device. */
  async #gather() {
    const stats = await this.#sources.engine()?.stats();
    const { memory, ...machine } = this.#sources.machine();
    const { rss, heapUsed } = process.memoryUsage();
    const mdns = this.#sources.mdns();
    return {
      version: this.#sources.version,
      uptimeMs: Math.round(performance.now() - this.#started),
      sourceState: stats?.sourceState ?? 'closed',
      ...(stats?.sourceMessage === undefined ? {} : { sourceMessage: stats.sourceMessage }),
      periods: stats?.periods ?? 0,
      lostPeriods: stats?.lostPeriods ?? 0,
      xruns: stats?.xruns ?? 0,
      listeners: stats?.listeners ?? [],
      listenersLate: stats?.late ?? false,
      ...(stats?.opus === undefined ? {} : { opus: stats.opus }),
      ...(stats?.media === undefined ? {} : { media: stats.media }),
      threads: this.#sources.threads(),
      air: this.#sources.air(),
      latency: stats?.latency ?? {},
      eventLoopDelay: this.#eventLoopDelay(),
      ...machine,
      memory: { rss, heapUsed, ...memory },
      ...(mdns === undefined ? {} : { mdns }),
      ...this.#sources.control(),
    };
  }

  /** Microseconds beyond the sampling interval; NaN before the first sample becomes 0. */
  #eventLoopDelay(): StageLatency {
    const micros = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1000 - 20_000)) || 0;
    return {
      count: this.#loop.count,
      p50: micros(this.#loop.percentile(50)),
      p99: micros(this.#loop.percentile(99)),
      max: micros(this.#loop.max),
    };
  }

  routes(): readonly ApiRoute[] {
    return [
      { method: 'GET', path: '/api/health', access: 'open', handle: ({ device }) => this.json(device) },
      { method: 'GET', path: '/metrics', access: 'open', handle: () => this.prometheus() },
    ];
  }

  /**
   * Always 200. A box in trouble reports it in `threads`, `sourceState`, `store` and `mdns`, where a monitor reads it.
   */
  async json(asker?: Asker): Promise<HttpReply> {
    const { listeners, ...figures } = await this.#gather();
    const shown = listeners.map((listener) => forAsker(listener, asker));
    const answer: HealthAnswer = { ...figures, listeners: shown };
    return jsonReply(answer);
  }

  async prometheus(): Promise<HttpReply> {
    return {
      status: 200,
      headers: { 'content-type': PROMETHEUS_TYPE, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
      body: exposition(await this.#gather(), this.#numbers),
    };
  }
}

/** Names a device only to engineers and to itself: with a published uuid, others could claim to be that device. */
function forAsker(listener: ListenerStats, asker: Asker | undefined): ListenerHealth {
  if (asker?.role === 'engineer' || asker?.uuid === listener.device) return listener;
  const { device: _device, mix: _mix, ...nameless } = listener;
  return nameless;
}
