/**
 * The running audio side: the shared memory, the audio worker (captures and mixes) and the stream worker (sends). Main
 * thread. Sound never waits for this code: everything it does is rare.
 */

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addonPath } from '../addon/index.js';
import { faultText } from '../base/barrier.js';
import { monotonicMs } from '../base/clock.js';
import type { AudioError } from '../base/errors.js';
import { dbToGain, framesToMs } from '../base/units.js';
import type { Mix } from '../wire/mix.js';
import { Admission } from './admission.js';
import { type BusLevel, BusTable } from './bus-table.js';
import type {
  Engine,
  EngineOptions,
  EngineProgress,
  EngineStats,
  InputMeters,
  ListenerAuthority,
  ListenerEvent,
  WarningKind,
} from './engine-api.js';
import type { ChannelInfo, SourceDescription } from './format.js';
import { MeterReader } from './input-meters.js';
import { compileKernel } from './mixer/kernel.js';
import { RAMP_MS } from './mixer/mixer.js';
import { MixerLink } from './mixer/mixer-link.js';
import { NativeRelay } from './native-relay.js';
import { EngineWord, MixerPhase } from './shared/engine-layout.js';
import { createEngineMemory, engineHeader, ringHeader } from './shared/engine-memory.js';
import { Histogram } from './shared/histogram.js';
import { sourceState } from './shared/ring.js';
import { RingWord } from './shared/ring-layout.js';
import { cardMessage } from './source/alsa.js';
import { StreamLink, type StreamPorts } from './stream/stream-link.js';
import type { FromStream, ToStream } from './stream/stream-messages.js';

/** How long each worker may take to end. */
const STOP_DEADLINE_MS = 900;
/** How often the stream worker receives the number of clients, ms. */
const CLIENTS_EVERY_MS = 1000;

/**
 * Starts the audio side. Throws an `AudioError` that names the setting at fault:
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
  readonly #ring = ringHeader(this.#memory);
  readonly #meters = new MeterReader(this.#memory);
  readonly #nativeDisconnect = new Histogram(this.#memory, 'nativeDisconnect');
  readonly #buses: BusTable;
  readonly #mixer: MixerLink;
  readonly #stream: StreamLink;
  readonly #listeners: ((event: ListenerEvent) => void)[] = [];
  readonly #warned: ((line: string, kind: WarningKind) => void)[] = [];
  /** Warnings from before the first `onWarning` listener. */
  readonly #unheard: [line: string, kind: WarningKind][] = [];
  /** Devices whose native client mixes by itself. */
  readonly #natives = new Set<string>();
  readonly #relay: NativeRelay;
  readonly #admission: Admission;
  #source: SourceDescription;
  #ports: StreamPorts = { audioPort: 0, nativePort: 0 };
  #clients: NodeJS.Timeout | undefined;
  #clientsTold = -1;
  #switching: Promise<void> = Promise.resolve();
  #sourceMessage: string | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: EngineOptions, authority: ListenerAuthority) {
    this.#options = options;
    this.#authority = authority;
    this.#source = options.source;
    this.#header[EngineWord.EPOCH] = randomInt(1, 0x1_0000);
    this.#header[EngineWord.PERIOD] = options.periodFrames;
    this.#buses = new BusTable(this.#memory, options.source.channels.length);
    const kernel = compileKernel();
    const fault = options.onFault ?? ((door, error) => this.#warn(`${door}: ${faultText(error)}`));
    const died = (error: AudioError): void => this.#die(error);
    this.#mixer = new MixerLink(
      {
        memory: this.#memory,
        kernel,
        periodFrames: options.periodFrames,
        limiterCeiling: dbToGain(options.limiterCeilingDb),
        realtimePriority: options.realtimePriority,
        captureCpu: options.captureCpu,
        lockMemory: options.lockMemory,
      },
      (line) => this.#warn(line),
      fault,
      died,
    );
    this.#stream = new StreamLink(
      {
        memory: this.#memory,
        kernel,
        host: options.host,
        audioPort: options.audioPort,
        nativePort: options.nativePort,
        tls: options.tls,
        source: options.source,
        boxVersion: options.boxVersion,
        hostNames: options.hostNames ?? [],
        raisePriority: options.realtimePriority > 0,
        addonPath: addonPath(),
      },
      (message) => this.#heard(message),
      fault,
      died,
    );
    const send = (message: ToStream) => this.#stream.send(message);
    this.#relay = new NativeRelay(authority, send);
    this.#admission = new Admission({
      authority,
      buses: this.#buses,
      relay: this.#relay,
      send,
      warn: (line, kind) => this.#warn(line, kind),
      inputs: () => this.channels.length,
      mixesItself: (device) => this.#natives.add(device),
    });
  }

  /**
   * Starts both workers at once. If one fails, the other is stopped; if both fail, their errors are thrown together.
   */
  async start(): Promise<void> {
    const [mixing, listening] = await Promise.allSettled([this.#mixer.run(this.#source), this.#stream.listening()]);
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
    return this.#source;
  }
  get channels(): readonly ChannelInfo[] {
    return this.#source.channels;
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
    return Atomics.load(this.#header, EngineWord.EPOCH);
  }

  setMix(device: string, mix: Mix, options: { fromNative?: boolean } = {}): void {
    this.#buses.setMix(device, mix);
    if (!options.fromNative && this.#natives.has(device)) this.#stream.send({ type: 'native-mix', device, mix });
  }

  disconnect(device: string): void {
    this.#stream.send({ type: 'disconnect', device });
  }

  meters(): InputMeters {
    return this.#meters.read(this.channels.length);
  }

  busMeters(): ReadonlyMap<string, BusLevel> {
    return this.#buses.levels();
  }

  async stats(): Promise<EngineStats> {
    const { listeners, late } = await this.#stream.stats();
    const read = (stage: keyof EngineStats['latency']) => new Histogram(this.#memory, stage).read();
    return {
      sourceState: sourceState(this.#ring),
      sourceMessage: this.#messageOfSource(),
      periods: Atomics.load(this.#header, EngineWord.PERIODS) >>> 0,
      lostPeriods: Atomics.load(this.#header, EngineWord.LOST_PERIODS),
      xruns: Atomics.load(this.#ring, RingWord.XRUNS),
      latency: {
        captureToMix: read('captureToMix'),
        mix: read('mix'),
        mixToSocket: read('mixToSocket'),
        captureToSocket: read('captureToSocket'),
        nativeConnect: read('nativeConnect'),
        nativeRestore: read('nativeRestore'),
        nativeDisconnect: read('nativeDisconnect'),
      },
      listeners,
      late,
    };
  }

  progress(): EngineProgress {
    const read = (word: number) => Atomics.load(this.#header, word);
    return {
      mixer: read(EngineWord.MIXER_PROGRESS),
      mixing: read(EngineWord.MIXER_PHASE) === MixerPhase.mixing,
      changingSource: read(EngineWord.MIXER_PHASE) === MixerPhase.changing,
      stream: read(EngineWord.STREAM_PROGRESS),
      periods: read(EngineWord.PERIODS),
    };
  }

  showMainProgress(): void {
    Atomics.add(this.#header, EngineWord.MAIN_PROGRESS, 1);
  }

  switchSource(source: SourceDescription): Promise<void> {
    const switched = this.#switching.then(() => this.#switch(source));
    this.#switching = switched.catch(() => {});
    return switched;
  }

  on(listener: (event: ListenerEvent) => void): void {
    this.#listeners.push(listener);
  }

  onWarning(listener: (line: string, kind: WarningKind) => void): void {
    this.#warned.push(listener);
    for (const warning of this.#unheard.splice(0)) listener(...warning);
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
  #die(error: AudioError): void {
    if (this.#options.onDeath !== undefined) this.#options.onDeath(error);
    else
      setImmediate(() => {
        throw error;
      });
  }

  /**
   * Fades all buses out, changes the source, and fades in on the new one. If the new source
   * cannot be opened, the old one plays on.
   */
  async #switch(source: SourceDescription): Promise<void> {
    const before = this.#source;
    this.#buses.mute();
    const fade = RAMP_MS + 2 * framesToMs(this.#options.periodFrames, before.sampleRate);
    await sleep(fade);
    await this.#mixer.leave();
    try {
      this.#announce(source);
      await this.#mixer.run(source);
      this.#sourceMessage = undefined;
    } catch (error) {
      if (this.#stopped !== undefined) throw error;
      this.#announce(before);
      await this.#resume(before);
      throw error;
    } finally {
      this.#buses.unmute(this.#source.channels.length);
    }
  }

  /** Publishes the new source and a new epoch, before the source's first frame. */
  #announce(source: SourceDescription): void {
    this.#source = source;
    Atomics.store(this.#header, EngineWord.EPOCH, (this.epoch % 0xffff) + 1);
    this.#stream.send({ type: 'source', source });
  }

  /** Reopens the previous source. If that fails too, the box stays silent and warns why. */
  async #resume(source: SourceDescription): Promise<void> {
    try {
      await this.#mixer.run(source);
    } catch (error) {
      this.#sourceMessage = (error as Error).message;
      this.#warn(`${source.spec} cannot be opened again: ${this.#sourceMessage}`);
    }
  }

  #messageOfSource(): string | undefined {
    if (this.#sourceMessage !== undefined) return this.#sourceMessage;
    if (sourceState(this.#ring) !== 'gone') return undefined;
    if (this.#source.kind === 'silence') return this.#source.label;
    return this.#source.kind === 'alsa'
      ? `${cardMessage() || `${this.#source.label} was unplugged`}; it is taken up again when it returns`
      : `${this.#source.label} cannot be read any more; it is taken up again when it can`;
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
        this.#warn(message.line);
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
    for (const listener of this.#listeners) listener(event);
    if (event.type === 'left' && event.kind === 'native') {
      this.#nativeDisconnect.record((monotonicMs() - sinceMs) * 1000);
    }
  }

  #warn(line: string, kind: WarningKind = 'audio'): void {
    if (this.#warned.length === 0) this.#unheard.push([line, kind]);
    for (const listener of this.#warned) listener(line, kind);
  }

  #tellClients(): void {
    const connected = this.#authority.clientsConnected();
    if (connected === this.#clientsTold) return;
    this.#clientsTold = connected;
    this.#stream.send({ type: 'clients', connected });
  }
}
