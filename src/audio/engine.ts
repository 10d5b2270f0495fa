/**
 * The running audio side: the shared memory, the audio worker (captures and mixes) and the stream worker (sends). Main
 * thread. Sound never waits for this code: everything it does is rare.
 */
import { randomInt } from 'node:crypto';
import { faultText } from '../base/barrier.js';
import { monotonicMs } from '../base/clock.js';
import type { CodedError } from '../base/errors.js';
import type { Mix } from '../wire/mix.js';
import type { StripSettings } from '../wire/strip.js';
import { Admission } from './admission.js';
import { type BusLevel, BusTable } from './bus-table.js';
import type {
  Engine,
  EngineOptions,
  EngineProgress,
  EngineStats,
  ListenerAuthority,
  ListenerEvent,
  WarningKind,
} from './engine-api.js';
import { EngineCounters } from './engine-counters.js';
import { EngineNotices } from './engine-notices.js';
import { startMixer, startStream } from './engine-workers.js';
import type { ChannelInfo, SourceDescription } from './format.js';
import { type InputMeters, type InputReductions, MeterReader, ReductionReader } from './input-meters.js';
import { compileKernel } from './mixer/kernel.js';
import type { MixerLink } from './mixer/mixer-link.js';
import type { StripInput } from './mixer/strip-plan.js';
import { NativeRelay } from './native-relay.js';
import { PlayingSource } from './playing-source.js';
import { EngineWord } from './shared/engine-layout.js';
import { createEngineMemory, engineHeader } from './shared/engine-memory.js';
import { Histogram } from './shared/histogram.js';
import { checkPlan, type ListenerPlan } from './stream/sound-form.js';
import type { StreamLink, StreamPorts } from './stream/stream-link.js';
import type { FromStream, ToStream } from './stream/stream-messages.js';
import { StripTable } from './strip-table.js';

/** How long each worker may take to end. */
const STOP_DEADLINE_MS = 900;
/** How often the stream worker receives the number of clients, ms. */
const CLIENTS_EVERY_MS = 1000;

/**
 * Starts the audio side. Throws an `CodedError` that names the setting at fault:
 * `--source`, `--audio-port` or `--native-port`.
 */
export async function createEngine(options: EngineOptions, authority: ListenerAuthority): Promise<Engine> {
  const engine = new RunningEngine(options, authority);
  await engine.start();
  return engine;
}

class RunningEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #authority: ListenerAuthority;
  readonly #memory = createEngineMemory();
  readonly #header = engineHeader(this.#memory);
  readonly #counters = new EngineCounters(this.#memory);
  readonly #meters = new MeterReader(this.#memory);
  readonly #reductions = new ReductionReader(this.#memory);
  readonly #nativeDisconnect = new Histogram(this.#memory, 'nativeDisconnect');
  readonly #buses: BusTable;
  readonly #strips: StripTable;
  readonly #mixer: MixerLink;
  readonly #stream: StreamLink;
  readonly #notices = new EngineNotices();
  /** Devices whose native client mixes by itself. */
  readonly #natives = new Set<string>();
  readonly #relay: NativeRelay;
  readonly #admission: Admission;
  readonly #source: PlayingSource;
  #ports: StreamPorts = { audioPort: 0, nativePort: 0 };
  #clients: NodeJS.Timeout | undefined;
  #clientsTold = -1;
  #stopped: Promise<void> | undefined;

  constructor(options: EngineOptions, authority: ListenerAuthority) {
    this.#options = options;
    this.#authority = authority;
    this.#header[EngineWord.EPOCH] = randomInt(1, 0x1_0000);
    this.#header[EngineWord.PERIOD] = options.periodFrames;
    this.#buses = new BusTable(this.#memory, options.source.channels.length);
    this.#strips = new StripTable(this.#memory, options.source.sampleRate);
    const kernel = compileKernel();
    const fault = options.onFault ?? ((door, error) => this.#notices.warn(`${door}: ${faultText(error)}`));
    const died = (error: CodedError): void => this.#die(error);
    const given = { options, memory: this.#memory, kernel, fault, died };
    this.#mixer = startMixer(given, (line) => this.#notices.warn(line));
    this.#stream = startStream(given, (message) => this.#heard(message));
    this.#source = new PlayingSource(
      {
        memory: this.#memory,
        buses: this.#buses,
        mixer: this.#mixer,
        periodFrames: options.periodFrames,
        announce: (source) => {
          this.#strips.setRate(source.sampleRate);
          this.#stream.send({ type: 'source', source });
        },
        warn: (line) => this.#notices.warn(line),
        stopping: () => this.#stopped !== undefined,
      },
      options.source,
    );
    const send = (message: ToStream) => this.#stream.send(message);
    this.#relay = new NativeRelay(authority, send);
    this.#admission = new Admission({
      authority,
      buses: this.#buses,
      relay: this.#relay,
      send,
      warn: (line, kind) => this.#notices.warn(line, kind),
      inputs: () => this.channels.length,
      mixesItself: (device) => this.#natives.add(device),
    });
  }

  /**
   * Starts both workers at once. If one fails, the other is stopped; if both fail, their errors are thrown together.
   */
  async start(): Promise<void> {
    const [mixing, listening] = await Promise.allSettled([this.#source.start(), this.#stream.listening()]);
    if (mixing.status === 'fulfilled' && listening.status === 'fulfilled') {
      this.#ports = listening.value;
      this.#clients = setInterval(() => this.#tellClients(), CLIENTS_EVERY_MS).unref();
      return;
    }
    await this.stop();
    const faults = [mixing, listening].flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (faults.length === 1) throw faults[0];
    throw new AggregateError(faults, faults.map((fault) => fault.message).join('\n'));
  }

  setHostNames(names: readonly string[]): void {
    this.#stream.send({ type: 'host-names', names });
  }

  get source(): SourceDescription {
    return this.#source.description;
  }
  get channels(): readonly ChannelInfo[] {
    return this.#source.description.channels;
  }
  get audioPort(): number {
    return this.#ports.audioPort;
  }
  get nativePort(): number {
    return this.#ports.nativePort;
  }
  get tlsAudioPort(): number | undefined {
    return this.#ports.tlsAudioPort;
  }
  get epoch(): number {
    return this.#source.epoch;
  }

  setMix(device: string, mix: Mix, options: { fromNative?: boolean } = {}): void {
    this.#buses.setMix(device, mix);
    if (!options.fromNative && this.#natives.has(device)) this.#stream.send({ type: 'native-mix', device, mix });
  }

  setStrip(channel: number, strip: StripSettings, input?: StripInput): void {
    this.#strips.set(channel, strip, input);
  }

  setListenerPlan(device: string, plan: ListenerPlan): void {
    checkPlan(plan);
    this.#stream.send({ type: 'plan', device, plan });
  }

  useMedia(path: string | undefined): void {
    this.#stream.send({ type: 'media', path });
  }

  disconnect(device: string): void {
    this.#stream.send({ type: 'disconnect', device });
  }

  meters(): InputMeters {
    return this.#meters.read(this.channels.length);
  }

  reductions(): InputReductions {
    return this.#reductions.read(this.channels.length);
  }

  busMeters(): ReadonlyMap<string, BusLevel> {
    return this.#buses.levels();
  }

  async stats(): Promise<EngineStats> {
    const stream = await this.#stream.stats();
    const { state: sourceState, message: sourceMessage } = this.#source;
    return { sourceState, sourceMessage, ...this.#counters.read(), ...stream };
  }

  progress(): EngineProgress {
    return this.#counters.progress();
  }

  showMainProgress(): void {
    Atomics.add(this.#header, EngineWord.MAIN_PROGRESS, 1);
  }

  switchSource(source: SourceDescription): Promise<void> {
    return this.#source.change(source);
  }

  on(listener: (event: ListenerEvent) => void): void {
    this.#notices.onEvent(listener);
  }

  onWarning(listener: (line: string, kind: WarningKind) => void): void {
    this.#notices.onWarning(listener);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Asks both workers to end. The stream worker comes first, to close its listeners before their sound stops. */
  async #stop(): Promise<void> {
    clearInterval(this.#clients);
    await Promise.all([this.#stream.stop(STOP_DEADLINE_MS), this.#mixer.stop(STOP_DEADLINE_MS)]);
  }

  /** A worker died and cannot be repaired here. A restarted box is better than a silent one. */
  #die(error: CodedError): void {
    if (this.#options.onDeath !== undefined) this.#options.onDeath(error);
    else
      setImmediate(() => {
        throw error;
      });
  }

  #heard(message: FromStream): void | Promise<void> {
    switch (message.type) {
      case 'ask-web':
        return this.#admission.web(message);
      case 'ask-native':
        return this.#admission.native(message);
      case 'native-publish':
      case 'native-subscribe':
      case 'native-unsubscribe':
      case 'native-gone':
        if (message.type === 'native-gone') this.#admission.gone(message.connection);
        this.#relay.heard(message);
        break;
      case 'native-change':
        void this.#authority
          .changeNativeMix(message.device, message.change)
          .catch((error) => this.#admission.unavailable(error))
          .then((answer) => {
            this.#stream.send({ type: 'native-changed', id: message.id, answer });
          });
        break;
      case 'event':
        this.#happened(message.event, message.sinceMs);
        break;
      case 'warning':
        this.#notices.warn(message.line);
        break;
    }
  }

  /** `sinceMs`: when the stream worker noticed the event, monotonic. */
  #happened(event: ListenerEvent, sinceMs: number): void {
    // Added again here: a client that reconnects may be let in before the end of its old connection is known.
    if (event.type === 'joined' && event.mixesItself === true) this.#natives.add(event.device);
    if (event.type === 'left' && event.kind === 'native' && event.reason !== 'replaced') {
      this.#natives.delete(event.device);
    }
    this.#notices.event(event);
    if (event.type === 'left' && event.kind === 'native') {
      this.#nativeDisconnect.record((monotonicMs() - sinceMs) * 1000);
    }
  }

  #tellClients(): void {
    const connected = this.#authority.clientsConnected();
    if (connected === this.#clientsTold) return;
    this.#clientsTold = connected;
    this.#stream.send({ type: 'clients', connected });
  }
}
