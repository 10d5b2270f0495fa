/**
 * Replaces the mixer and the main thread. It writes a counting pattern into every bus, at the test's own pace or in
 * real time, and admits everybody. The stream service itself is the real one, in this thread, on real sockets.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ListenerEvent,
  ListenerStats,
  NativeGrant,
  NativeMixChange,
  Refusal,
} from '../../../src/audio/engine-api.js';
import type { SourceDescription } from '../../../src/audio/format.js';
import { MAX_LISTENERS } from '../../../src/audio/format.js';
import { compileKernel } from '../../../src/audio/mixer/kernel.js';
import {
  BusState,
  BusWord,
  ENGINE_OFFSET,
  EngineWord,
  LOOK_AHEAD,
  OUT_CAPACITY,
  outRingOffset,
  RING_OFFSET,
} from '../../../src/audio/shared/engine-layout.js';
import {
  busHeader,
  createEngineMemory,
  engineHeader,
  ringHeader,
  writePlan,
} from '../../../src/audio/shared/engine-memory.js';
import { RING_CAPACITY, RING_HEADER_BYTES, RingWord, SourceStateCode } from '../../../src/audio/shared/ring-layout.js';
import { streamWaker } from '../../../src/audio/shared/stream-waker.js';
import type { MediaFigures } from '../../../src/audio/stream/media/media-link.js';
import type { OpusFigures } from '../../../src/audio/stream/opus/encoder-pool.js';
import type { FromStream } from '../../../src/audio/stream/stream-messages.js';
import { StreamService } from '../../../src/audio/stream/stream-service.js';
import { monotonicMs } from '../../../src/base/clock.js';
import { defaultMix, type Mix } from '../../../src/wire/mix.js';
import { PATIENCE_MS } from '../../harness/patience.js';

const RATE = 48_000;
export const PERIOD = 128;
/** 43 ms: less than a listener's packets may wait, so that none is dropped because this thread itself was late. */
const MOST_AT_ONCE = 16;

/** Left sample of frame `n`; the right one is its negative. Never −32768, so that both fit. */
export function counting(n: number): number {
  return (((n % 65_521) + 65_521) % 65_521) - 32_760;
}

/** Sample of raw input channel `channel` at frame `n`, as an s16 value. */
export function rawCounting(channel: number, n: number): number {
  return ((n + channel * 1_009) % 60_000) - 30_000;
}

export class FakeMixer {
  readonly memory = createEngineMemory();
  readonly header = engineHeader(this.memory);
  readonly events: ListenerEvent[] = [];
  readonly warnings: string[] = [];
  readonly channels: number;
  readonly source: SourceDescription;
  readonly service: StreamService;
  readonly changes: { device: string; change: NativeMixChange }[] = [];
  /** Connections of protocol 3 that ended. */
  readonly gone: number[] = [];
  audioPort = 0;
  nativePort = 0;
  /** The answer to give instead of admitting the listener. */
  refuse: Refusal | undefined;
  /** Every answer waits for this promise. */
  decided: Promise<unknown> = Promise.resolve();
  /** Requests for a place that arrived. */
  asked = 0;
  /** Left gain of channel 0 in every bus; 0 makes a silent plan. */
  gain = 1;
  /** Left sample of frame `n` in every bus; the right one is its negative. */
  sound = counting;
  /** Devices that show their token. */
  readonly verified = new Set<string>();
  readonly mixes = new Map<string, Mix>();
  readonly #waker = streamWaker(this.memory);
  readonly #stats = new Map<number, (stats: FromStream & { type: 'stats' }) => void>();
  readonly #known = new Set<string>();
  #position = -LOOK_AHEAD;
  /** The position of the capture: the next one to be written. */
  #captured = 0;
  #pacing: NodeJS.Timeout | undefined;
  #id = 0;
  #onListening: ((message: FromStream) => void) | undefined;
  #onStopped: (() => void) | undefined;

  private constructor(channels: number, opus: boolean) {
    this.channels = channels;
    this.source = {
      spec: 'test',
      kind: 'tones',
      label: 'counting',
      sampleRate: RATE,
      channels: Array.from({ length: channels }, (_, index) => ({
        index,
        name: `${index}`,
        color: '#000000',
        icon: 'mic',
      })),
    };
    this.header[EngineWord.EPOCH] = 7;
    const ring = ringHeader(this.memory);
    ring[RingWord.CHANNELS] = channels;
    ring[RingWord.STATE] = SourceStateCode.running;
    this.service = new StreamService(
      {
        memory: this.memory,
        kernel: compileKernel(),
        host: '127.0.0.1',
        audioPort: 0,
        nativePort: 0,
        source: this.source,
        boxVersion: 'test',
      },
      (message) => this.#hear(message),
      opus ? undefined : { ok: false, reason: 'no libopus in this test' },
    );
  }

  /** `opus`: whether the box looks for libopus. */
  static async start(channels = 4, opus = true): Promise<FakeMixer> {
    const mixer = new FakeMixer(channels, opus);
    const listening = new Promise<FromStream>((resolve) => {
      mixer.#onListening = resolve;
    });
    await mixer.service.start();
    const message = await listening;
    if (message.type !== 'listening') throw new Error(JSON.stringify(message));
    mixer.audioPort = message.audioPort;
    mixer.nativePort = message.nativePort;
    return mixer;
  }

  get position(): number {
    return this.#position;
  }

  /** Mixes `periods` periods at once and wakes the stream worker. */
  advance(periods = 1): void {
    for (let i = 0; i < periods; i++) this.#period();
    this.#waker.wake();
  }

  /** Only the capture moves on, as when the mixer's thread gets no time. */
  captureOnly(periods: number): void {
    for (let i = 0; i < periods; i++) this.#capture();
  }

  /**
   * Mixes in real time until stopped. Time in which this thread was busy elsewhere is left
   * out, as if the capture had stopped.
   */
  run(): void {
    let doneMs = performance.now();
    const periodMs = (PERIOD * 1000) / RATE;
    this.#pacing = setInterval(() => {
      const now = performance.now();
      const periods = Math.min(Math.floor((now - doneMs) / periodMs), MOST_AT_ONCE);
      if (periods > 0) this.advance(periods);
      doneMs = Math.max(doneMs + periods * periodMs, now - periodMs);
    }, 2);
  }

  pause(): void {
    clearInterval(this.#pacing);
  }

  async stats(): Promise<readonly ListenerStats[]> {
    return (await this.#figures()).listeners;
  }

  async opus(): Promise<OpusFigures> {
    return (await this.#figures()).opus;
  }

  async media(): Promise<MediaFigures> {
    return (await this.#figures()).media;
  }

  #figures(): Promise<FromStream & { type: 'stats' }> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      this.#stats.set(id, resolve);
      this.service.receive({ type: 'stats', id });
    });
  }

  async stop(): Promise<void> {
    this.pause();
    await new Promise<void>((resolve) => {
      this.#onStopped = resolve;
      this.service.receive({ type: 'stop' });
    });
  }

  /** Waits for an event that fits. */
  async until(type: ListenerEvent['type'], device: string): Promise<ListenerEvent> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
      const event = this.events.find((one) => one.type === type && one.device === device);
      if (event !== undefined) return event;
      await sleep(5);
    }
    throw new Error(`no ${type} of ${device}; had ${JSON.stringify(this.events)}`);
  }

  /** Buses that are not free. */
  get busesInUse(): number {
    let used = 0;
    for (let bus = 0; bus < MAX_LISTENERS; bus++) {
      if (Atomics.load(busHeader(this.memory, bus), BusWord.STATE) !== BusState.free) used++;
    }
    return used;
  }

  #period(): void {
    const from = this.#position;
    while (this.#captured < from + LOOK_AHEAD + PERIOD) this.#capture();
    for (let bus = 0; bus < MAX_LISTENERS; bus++) {
      const header = busHeader(this.memory, bus);
      const state = Atomics.load(header, BusWord.STATE);
      if (state === BusState.free) continue;
      if (state === BusState.leaving) {
        Atomics.store(header, BusWord.STATE, BusState.free);
        continue;
      }
      if (state === BusState.starting) {
        Atomics.store(header, BusWord.START_POS, from | 0);
        Atomics.store(header, BusWord.STATE, BusState.playing);
      }
      const out = new Int16Array(this.memory.buffer, outRingOffset(bus), OUT_CAPACITY * 2);
      for (let n = from; n < from + PERIOD; n++) {
        const at = (((n % OUT_CAPACITY) + OUT_CAPACITY) % OUT_CAPACITY) * 2;
        out[at] = this.sound(n);
        out[at + 1] = -this.sound(n);
      }
    }
    this.#position = from + PERIOD;
    const now = monotonicMs();
    const times = new Float64Array(this.memory.buffer, ENGINE_OFFSET, 32);
    Atomics.add(this.header, EngineWord.STAMP_SEQ, 1);
    Atomics.store(this.header, EngineWord.STAMP_POS, this.#position | 0);
    times[EngineWord.STAMP_TIME / 2] = now - 3;
    times[EngineWord.STAMP_MIXED / 2] = now;
    Atomics.add(this.header, EngineWord.STAMP_SEQ, 1);
    Atomics.store(this.header, EngineWord.OUT_POS, this.#position | 0);
  }

  #capture(): void {
    const from = this.#captured;
    this.#captured += PERIOD;
    const ring = ringHeader(this.memory);
    const data = new Float32Array(this.memory.buffer, RING_OFFSET + RING_HEADER_BYTES, RING_CAPACITY * this.channels);
    for (let channel = 0; channel < this.channels; channel++) {
      for (let n = from; n < from + PERIOD; n++) {
        data[channel * RING_CAPACITY + (n & (RING_CAPACITY - 1))] = rawCounting(channel, n) / 32_768;
      }
    }
    Atomics.store(ring, RingWord.WRITE_POS, (from + PERIOD) | 0);
    Atomics.store(ring, RingWord.READ_POS, (from + PERIOD) | 0);
  }

  #hear(message: FromStream): void {
    switch (message.type) {
      case 'listening':
      case 'failed':
        this.#onListening?.(message);
        break;
      case 'stopped':
        this.#onStopped?.();
        break;
      case 'event':
        this.events.push(message.event);
        break;
      case 'warning':
        this.warnings.push(message.line);
        break;
      case 'stats':
        this.#stats.get(message.id)?.(message);
        break;
      case 'ask-web':
        this.#decide(() => this.#letWebIn(message));
        break;
      case 'ask-native':
        this.#decide(() => this.#letNativeIn(message));
        break;
      case 'native-publish': {
        const { connection, topic, payload } = message;
        const { op } = payload as { op?: unknown };
        this.service.receive({
          type: 'native-say',
          connection,
          topic: 'sb/1/reply/x',
          payload: { op, ok: true, topic },
        });
        break;
      }
      case 'native-subscribe': {
        const { connection, topics } = message;
        this.service.receive({ type: 'native-subscribed', connection, topics, refused: [] });
        break;
      }
      case 'native-gone':
        this.gone.push(message.connection);
        break;
      case 'native-change':
        this.#decide(() => this.#change(message));
        break;
    }
  }

  #decide(answer: () => void): void {
    this.asked++;
    setTimeout(() => void this.decided.then(answer));
  }

  #letWebIn(ask: FromStream & { type: 'ask-web' }): void {
    const { id, device, mix = device } = ask;
    if (this.refuse !== undefined) {
      this.service.receive({ type: 'web-answer', id, answer: this.refuse });
      return;
    }
    this.service.receive({ type: 'web-answer', id, answer: { ok: true, device, mix, bus: this.#startBus() } });
  }

  #startBus(): number {
    let bus = 0;
    while (Atomics.load(busHeader(this.memory, bus), BusWord.STATE) !== BusState.free) bus++;
    const plan = new Float32Array(128);
    plan[0] = this.gain;
    writePlan(this.memory, bus, plan);
    Atomics.store(busHeader(this.memory, bus), BusWord.STATE, BusState.starting);
    return bus;
  }

  #letNativeIn(ask: FromStream & { type: 'ask-native' }): void {
    const { id, hello } = ask;
    const device = hello.deviceUuid ?? hello.clientId;
    const reconnection = this.#known.has(device);
    this.#known.add(device);
    let mix = this.mixes.get(device);
    if (mix === undefined) {
      mix = defaultMix(this.channels);
      for (const channel of mix.channels) channel.on = false;
      this.mixes.set(device, mix);
    }
    const verified = this.verified.has(device);
    const grant: NativeGrant = { ok: true, device, reconnection, restored: reconnection, verified, mix };
    const bus = hello.protocolVersion >= 3 && this.refuse === undefined ? this.#startBus() : undefined;
    const answer: Refusal | (NativeGrant & { bus?: number }) = this.refuse ?? { ...grant, bus };
    this.service.receive({ type: 'native-answer', id, connection: ask.connection, answer });
  }

  #change(ask: FromStream & { type: 'native-change' }): void {
    const { id, device, change } = ask;
    this.changes.push({ device, change });
    const mix = structuredClone(this.mixes.get(device)!);
    if (this.refuse !== undefined) {
      this.service.receive({ type: 'native-changed', id, answer: this.refuse });
      return;
    }
    mix.channels.forEach((channel, index) => {
      if (change.channels !== undefined) channel.on = change.channels.includes(index);
      channel.gain = change.gains?.[index] ?? channel.gain;
      channel.pan = change.pans?.[index] ?? channel.pan;
    });
    this.mixes.set(device, mix);
    this.service.receive({ type: 'native-changed', id, answer: { ok: true, mix } });
  }
}
