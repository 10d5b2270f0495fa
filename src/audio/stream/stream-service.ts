/**
 * Wires up the stream worker: sockets, listeners, the waker, and the messages to and from the main thread. It runs in
 * the thread that creates it, and owns everything it creates.
 */

import { loadAddonOrReason } from '../../addon/index.js';
import { barrier, type FaultSink, faultText } from '../../base/barrier.js';
import { monotonicMs } from '../../base/clock.js';
import { ConnectionLimit } from '../../net/connection-limit.js';
import { connectionLimits } from '../../net/descriptors.js';
import { SendRow } from '../../net/send-row.js';
import { WEB_TUNING } from '../../net/socket-buffers.js';
import type { SourceDescription } from '../format.js';
import { instantiateKernel } from '../mixer/kernel.js';
import { EngineWord } from '../shared/engine-layout.js';
import { engineHeader, ringHeader } from '../shared/engine-memory.js';
import { Histogram } from '../shared/histogram.js';
import { RingWord, SourceStateCode } from '../shared/ring-layout.js';
import { type StreamWait, waitForMixer } from '../shared/stream-waker.js';
import { BusReader } from './bus-reader.js';
import { MainRequests } from './main-requests.js';
import { MainWatch } from './main-watch.js';
import { RtpSessions } from './media/rtp-sessions.js';
import { NativeServer, type NativeServerDeps } from './native/native-server.js';
import { RawPacker } from './native/raw-packer.js';
import { EncoderPool } from './opus/encoder-pool.js';
import { SoundPorts } from './sound-ports.js';
import { StreamClock } from './stream-clock.js';
import type { FromStream, StreamWorkerData, ToStream } from './stream-messages.js';
import { WebAudioServer } from './web/web-server.js';

/** How often to check full sockets and a silent source, ms. */
const TICK_MS = 100;
/** Without a new frame for this long there is no sound, ms. */
const SILENT_MS = 200;
/** A position far enough ahead that the mixer does not wake an idle worker: half the range of a wrapping position. */
const NEVER = 0x3fff_ffff;

export class StreamService {
  readonly #data: StreamWorkerData;
  readonly #post: (message: FromStream) => void;
  readonly #fault: FaultSink;
  readonly #header: Int32Array;
  readonly #clock: StreamClock;
  readonly #encoders: EncoderPool;
  readonly #rtp: RtpSessions;
  readonly #web: WebAudioServer;
  readonly #native: NativeServer;
  readonly #requests: MainRequests;
  readonly #ports: SoundPorts;
  readonly #warn: (line: string) => void;
  readonly #connections = new ConnectionLimit(connectionLimits('sound'));
  readonly #addon = loadAddonOrReason();
  readonly #mainWatch: MainWatch;
  #wait: StreamWait | undefined;
  #timer: NodeJS.Timeout | undefined;
  #movedMs = 0;
  #lastPosition = 0;
  #source: SourceDescription;
  #hostNames: readonly string[];
  #clients = 0;
  #stopped = false;

  /** `opus`: where Opus comes from; the addon if absent. */
  constructor(data: StreamWorkerData, post: (message: FromStream) => void, opus = loadAddonOrReason()) {
    this.#data = data;
    this.#post = post;
    this.#fault = (door, error) => post({ type: 'fault', door, text: faultText(error) });
    this.#warn = (line) => post({ type: 'warning', line });
    this.receive = barrier('stream worker', this.#fault, (message) => this.#receive(message));
    this.#requests = new MainRequests(post);
    this.#source = data.source;
    this.#hostNames = data.hostNames ?? [];
    this.#header = engineHeader(data.memory);
    this.#mainWatch = new MainWatch(this.#header, TICK_MS);
    this.#clock = new StreamClock(data.memory, data.source.sampleRate);
    this.#encoders = new EncoderPool(opus, this.#clock);
    const listener = {
      clock: this.#clock,
      encoders: this.#encoders,
      mixToSocket: new Histogram(data.memory, 'mixToSocket'),
      captureToSocket: new Histogram(data.memory, 'captureToSocket'),
      kernelUnsentBytes: this.#addon.ok ? WEB_TUNING.notSentLowat! : 0,
    };
    this.#rtp = new RtpSessions({
      host: data.host,
      port: data.mediaPort ?? 0,
      encoders: this.#encoders,
      clock: this.#clock,
      wake: () => this.#setWakeUp(),
      warn: this.#warn,
    });
    this.#web = new WebAudioServer({
      memory: data.memory,
      listener,
      row: this.#addon.ok ? new SendRow(this.#addon.addon) : undefined,
      askWeb: (query, address) => this.#requests.askWeb(query, address),
      signal: (one, value, nowMs) => this.#rtp.signal(one, value, nowMs),
      left: (one) => this.#rtp.left(one),
      planned: (one) => this.#rtp.planned(one),
      event: (event) => post({ type: 'event', event, sinceMs: monotonicMs() }),
      wake: () => this.#setWakeUp(),
    });
    this.#native = new NativeServer(this.#nativeDeps(), data.host);
    this.#ports = new SoundPorts({
      web: this.#web,
      native: this.#native,
      connections: this.#connections,
      addon: this.#addon,
      onFault: this.#fault,
      hostNames: () => this.#hostNames,
      warn: this.#warn,
    });
  }

  #nativeDeps(): NativeServerDeps {
    const data = this.#data;
    const post = this.#post;
    return {
      memory: data.memory,
      encoders: this.#encoders,
      raw: {
        clock: this.#clock,
        packer: new RawPacker(instantiateKernel(data.kernel, data.memory), data.memory),
        boxVersion: data.boxVersion,
        source: () => this.#source,
        clientsConnected: () => this.#clients,
        changeMix: (device, change) => this.#requests.changeMix(device, change),
      },
      connections: this.#connections,
      tuning: this.#addon.ok ? this.#addon.addon : undefined,
      connectTime: new Histogram(data.memory, 'nativeConnect'),
      restoreTime: new Histogram(data.memory, 'nativeRestore'),
      askNative: (hello, connection) => this.#requests.askNative(hello, connection),
      forsake: (answer, connection) => this.#forsakeNative(answer, connection),
      publish: (connection, topic, payload) => post({ type: 'native-publish', connection, topic, payload }),
      subscribe: (connection, topics) => post({ type: 'native-subscribe', connection, topics }),
      unsubscribe: (connection, topics) => post({ type: 'native-unsubscribe', connection, topics }),
      gone: (connection) => post({ type: 'native-gone', connection }),
      event: (event, sinceMs = monotonicMs()) => post({ type: 'event', event, sinceMs }),
      warn: this.#warn,
      fault: this.#fault,
      wake: () => this.#setWakeUp(),
    };
  }

  /** Frees a bus that was granted too late, after its listener had been given up. */
  #forsake(answer: { ok: boolean; bus?: number }): void {
    if (answer.ok && answer.bus !== undefined) new BusReader(this.#data.memory, answer.bus).leave();
  }

  /** Also reports the connection as gone, because control holds a channel open for it. */
  #forsakeNative(answer: { ok: boolean; bus?: number }, connection: number): void {
    this.#forsake(answer);
    this.#post({ type: 'native-gone', connection });
  }

  /** Opens the ports and reports to the main thread. If a port cannot be opened, reports that and closes everything. */
  async start(): Promise<void> {
    const opened = await this.#ports.open(this.#data);
    if ('setting' in opened) {
      await this.stop();
      this.#post({ type: 'failed', ...opened });
      return;
    }
    if (this.#encoders.missing !== '') {
      this.#warn(`no Opus: every listener gets PCM, which needs more of the radio (${this.#encoders.missing})`);
    }
    this.#wait = waitForMixer(this.#data.memory, this.#addon.ok ? this.#addon.addon : undefined, this.#woken);
    this.#timer = setInterval(this.#tick, TICK_MS);
    this.#setWakeUp();
    this.#post({ type: 'listening', ...opened });
  }

  /** Handles one message. A message whose handling fails has no effect on others. */
  readonly receive: (message: ToStream) => void;

  #receive(message: ToStream): void {
    switch (message.type) {
      case 'web-answer':
        this.#web.granted(message.answer);
        if (!this.#requests.web.answer(message.id, message.answer)) this.#forsake(message.answer);
        break;
      case 'native-answer':
        if (!this.#requests.native.answer(message.id, message.answer))
          this.#forsakeNative(message.answer, message.connection);
        break;
      case 'native-changed':
        this.#requests.mix.answer(message.id, message.answer);
        break;
      case 'native-say':
        this.#native.say(message.connection, message.topic, message.payload);
        break;
      case 'native-subscribed':
        this.#native.subscribed(message.connection, message.topics, message.refused);
        break;
      case 'native-mix':
        this.#native.mixChanged(message.device, message.mix);
        break;
      case 'clients':
        this.#clients = message.connected;
        break;
      case 'disconnect':
        this.#web.disconnect(message.device);
        this.#native.disconnect(message.device);
        break;
      case 'displace':
        if (message.kind === 'web') this.#web.displace(message.device, message.bus);
        else this.#native.displace(message.connection);
        break;
      case 'plan':
        this.#web.follow(message.device, message.plan);
        this.#native.follow(message.device, message.plan);
        this.#setWakeUp();
        break;
      case 'media':
        this.#rtp.at(message.path);
        break;
      case 'host-names':
        this.#hostNames = message.names;
        break;
      case 'source':
        this.#clock.restart(message.source.sampleRate);
        this.#encoders.restart();
        this.#rtp.restart();
        this.#source = message.source;
        this.#web.restart();
        this.#native.sourceChanged(message.source);
        break;
      case 'stats':
        this.#postStats(message.id);
        break;
      case 'stop':
        void this.stop().then(() => this.#post({ type: 'stopped' }));
        break;
    }
  }

  /** Closes every listener, connection and port. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#wait?.close();
    this.#web.farewell();
    this.#rtp.close();
    this.#requests.close();
    await this.#ports.close();
  }

  #postStats(id: number): void {
    const nowMs = monotonicMs();
    const listeners = [...this.#web.stats(nowMs), ...this.#native.stats(nowMs)];
    this.#post({ type: 'stats', id, listeners, opus: this.#encoders.figures(), media: this.#rtp.figures() });
  }

  /**
   * Called when the mixer wakes this thread: serves every listener whose packet
   * is complete, then sets the next wake-up.
   */
  readonly #woken = (): void => {
    if (this.#stopped) return;
    do {
      this.#clock.refresh();
      const nowMs = monotonicMs();
      this.#web.pump(nowMs);
      this.#rtp.flush();
      this.#native.pump(nowMs);
    } while (this.#setWakeUp());
  };

  /**
   * Sets the position of the next wake-up. Returns true if it was reached meanwhile, so
   * that nobody waits a whole period for it.
   */
  #setWakeUp(): boolean {
    const due = Math.min(this.#web.dueAt, this.#native.dueAt, this.#clock.position + NEVER);
    Atomics.store(this.#header, EngineWord.WAKE_AT, due | 0);
    return due > this.#clock.position && ((Atomics.load(this.#header, EngineWord.OUT_POS) - due) | 0) >= 0;
  }

  readonly #tick = (): void => {
    const nowMs = monotonicMs();
    Atomics.add(this.#header, EngineWord.STREAM_PROGRESS, 1);
    this.#mainWatch.look(nowMs);
    this.#woken();
    this.#native.tick(nowMs);
    this.#rtp.tick(TICK_MS);
    if (this.#clock.position !== this.#lastPosition) {
      this.#lastPosition = this.#clock.position;
      this.#movedMs = nowMs;
    } else if (nowMs - this.#movedMs >= SILENT_MS) {
      const state = Atomics.load(ringHeader(this.#data.memory), RingWord.STATE);
      const reason = state === SourceStateCode.gone ? 'source-gone' : 'no-sound';
      this.#web.keepAlive(reason);
      this.#native.keepAlive(reason);
    }
  };
}
