/**
 * A client's end of native protocol 3: one TCP connection, sound over TCP or UDP.
 * Lost packets are restored as far as the redundancy allows. The player gets each
 * packet once, in order of arrival. Written against docs/native-protocol.md.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { loadAddon } from '../addon/index.js';
import { BOX_LIMITS, decodeMixAudio, MIX_VERSION, splitDatagram } from '../audio/stream/native/mix-packet.js';
import {
  encodeControl,
  encodePacket,
  NativeFlag,
  type NativePacket,
  NativeParser,
  NativeType,
  parseControl,
} from '../audio/stream/native/native-packet.js';
import { type AudioSettings, DEFAULT_AUDIO } from '../audio/stream/native/native-v3-messages.js';
import { ParityMender } from '../audio/stream/native/parity.js';
import { WebFlag } from '../audio/stream/web/web-packet.js';
import type { PlayoutPacket } from '../playout/playout-types.js';
import { SoundDecoder } from './sound-decoder.js';

/** A hello goes to the box this often, ms. */
const HELLO_MS = 1_000;
/** Sequence numbers remembered, to detect packets that came already. */
const REMEMBERED = 256;
/**
 * A live box always sends: sound, or a control message twice
 * a second. After this long without any, the box is gone, ms.
 */
const GIVE_UP_MS = 3_000;
const LOOK_MS = 500;
/** Codes after which a client may try again; after others it must not. */
const AGAIN = ['busy', 'stopping', 'unavailable', 'box-full', 'air-full', 'air-full-safe', 'displaced'];
/** Codes that mean that all places are taken, or the radio has no room. */
const FULL = ['box-full', 'air-full', 'air-full-safe', 'displaced'];
const ALL_TAKEN = 'all places of this box are taken: the next free one is yours';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly device: string;
  readonly token: string;
  readonly name?: string;
  readonly audio?: Partial<AudioSettings>;
  /** Ends after this long without a message from the box, ms. */
  readonly giveUpMs?: number;
}

export interface LinkEvents {
  /** Sound; `samples` belongs to the callee. */
  sound(packet: PlayoutPacket, sequence: number): void;
  /** A control message of the box; the handshake's answer is the first. */
  control(message: Readonly<Record<string, unknown>>): void;
  /** The end, with its reason in words; `again`: a client may try again. */
  closed(reason: string, again: boolean): void;
}

/** Counters since the connection began. */
export interface LinkStats {
  packets: number;
  mended: number;
  /** Received twice, as expected with repetition. */
  repeated: number;
  datagrams: number;
  /** Datagrams and payloads that could not be parsed. */
  malformed: number;
}

/** As in `PlayoutPacket`. */
interface Mending {
  readonly copies: number;
  readonly apart: number;
}

export class NativeLink {
  readonly stats: LinkStats;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #socket: Socket;
  readonly #parser = new NativeParser(BOX_LIMITS);
  readonly #seen = new Int32Array(REMEMBERED).fill(-1);
  readonly #mender = new ParityMender();
  readonly #decoder = new SoundDecoder(loadAddon());
  /** How later packets restore a lost one. */
  #mending: Mending;
  #udp: UdpSocket | undefined;
  #hello: NodeJS.Timeout | undefined;
  readonly #watch: NodeJS.Timeout;
  #heardMs = performance.now();
  #closed = false;

  /** `stats` may be passed in, to go on counting over several connections. */
  constructor(
    options: LinkOptions,
    events: LinkEvents,
    stats: LinkStats = { packets: 0, mended: 0, repeated: 0, datagrams: 0, malformed: 0 },
  ) {
    this.stats = stats;
    this.#options = options;
    this.#events = events;
    this.#mending = mendingOf(options.audio);
    this.#socket = connect({ host: options.host, port: options.port, noDelay: true }, () => this.#introduce());
    this.#socket.on('data', (chunk) => {
      this.#heardMs = performance.now();
      this.#parser.push(chunk);
      this.#read();
    });
    this.#socket.on('error', (error) => this.close(error.message, true));
    this.#socket.on('close', () => this.close('the box closed the connection', true));
    const giveUpMs = options.giveUpMs ?? GIVE_UP_MS;
    this.#watch = setInterval(() => {
      if (performance.now() - this.#heardMs > giveUpMs) this.close('nothing comes from the box', true);
    }, LOOK_MS);
  }

  /** Sends a control message. */
  send(message: Readonly<Record<string, unknown>>): void {
    if (!this.#closed)
      this.#socket.write(encodeControl(MIX_VERSION, Date.now(), { timestamp: Date.now(), ...message }));
  }

  /** `again` is passed to `closed`. */
  close(reason = 'closed', again = false): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#hello);
    clearInterval(this.#watch);
    this.#udp?.close();
    this.#socket.destroy();
    this.#events.closed(reason, again);
  }

  #introduce(): void {
    const { device, token, name, audio } = this.#options;
    const hello = {
      type: 'handshake',
      client_id: device,
      device_uuid: device,
      device_name: name,
      token,
      client_type: 'listen',
      protocol_version: MIX_VERSION,
      audio,
      timestamp: Date.now(),
    };
    this.#socket.write(encodeControl(2, Date.now(), hello));
  }

  #read(): void {
    for (let packet = this.#parser.next(); packet !== undefined; packet = this.#parser.next()) {
      if ('fault' in packet) {
        this.close(`the box sent what is not the native protocol: ${packet.message}`, true);
        return;
      }
      this.#take(packet);
      if (this.#closed) return;
    }
  }

  /** @param again it comes with a later packet, in the same datagram. */
  #take(packet: NativePacket, again = false): void {
    if (packet.type === NativeType.control) this.#control(packet.payload);
    else if (packet.type === NativeType.audio) this.#audio(packet.flags, packet.payload, again);
    else if (packet.type === NativeType.parity) {
      const mended = this.#mender.mend(packet.payload);
      if (mended !== undefined && this.#audio(mended.flags, mended.payload, true)) this.stats.mended++;
    }
  }

  /** False when the packet came before, or cannot be parsed. */
  #audio(flags: number, payload: Uint8Array, repaired: boolean): boolean {
    const audio = decodeMixAudio(flags, payload);
    if ('fault' in audio) {
      this.stats.malformed++;
      return false;
    }
    const { sequence } = audio;
    if (this.#seen[sequence % REMEMBERED] === (sequence | 0)) {
      this.stats.repeated++;
      return false;
    }
    this.#seen[sequence % REMEMBERED] = sequence | 0;
    this.#mender.came(sequence, flags, payload);
    this.stats.packets++;
    const { epoch, sampleRate } = audio;
    const facts = { epoch, sampleRate, flags: webFlags(flags), repaired, ...this.#mending };
    for (const sound of this.#decoder.decode(audio)) this.#events.sound({ ...facts, ...sound }, sequence);
    this.stats.malformed += this.#decoder.takeDamaged();
    return true;
  }

  #control(payload: Uint8Array): void {
    const control = parseControl(payload);
    if (!control.ok) {
      this.stats.malformed++;
      return;
    }
    const { json, type } = control;
    if (type === 'handshake_response' || type === 'config') {
      this.#openUdp(json.udp);
      if (isObject(json.audio)) this.#mending = mendingOf(json.audio);
    }
    this.#events.control(json);
    const again = AGAIN.includes(String(json.code));
    const full = FULL.includes(String(json.code));
    if (type === 'handshake_response' && json.status !== 'ok')
      this.close(full ? ALL_TAKEN : String(json.message ?? 'refused'), again);
    if (type === 'bye') this.close(full ? ALL_TAKEN : `the box says bye: ${String(json.code)}`, again);
  }

  /** `facts`: port and key, as granted by the box for UDP. */
  #openUdp(facts: unknown): void {
    clearInterval(this.#hello);
    if (!isObject(facts)) return;
    const { port, key } = facts as { port?: unknown; key?: unknown };
    if (typeof port !== 'number' || typeof key !== 'string') return;
    const { host } = this.#options;
    this.#udp ??= this.#makeUdp(host.includes(':') ? 'udp6' : 'udp4');
    const packet = encodePacket(MIX_VERSION, NativeType.hello, 0, 0, Buffer.from(key, 'hex'));
    const say = () => this.#udp?.send(packet, port, host, () => undefined);
    this.#hello = setInterval(say, HELLO_MS);
    say();
  }

  #makeUdp(type: 'udp4' | 'udp6'): UdpSocket {
    const udp = createSocket(type);
    udp.on('error', () => undefined);
    udp.on('message', (datagram) => {
      this.#heardMs = performance.now();
      this.stats.datagrams++;
      const split = splitDatagram(datagram, BOX_LIMITS);
      if (!split.ok) this.stats.malformed++;
      else for (const packet of split.packets) this.#take(packet, packet !== split.packets.at(-1));
    });
    return udp;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** By section 4.4 of the protocol. Parity is like one copy that comes as late as the last packet of the group. */
function mendingOf({ redundancy, copies = 1, group = DEFAULT_AUDIO.group }: Partial<AudioSettings> = {}): Mending {
  if (redundancy === 'repeat') return { copies, apart: 1 };
  return redundancy === 'xor' ? { copies: 1, apart: group } : { copies: 0, apart: 1 };
}

/** The player knows the flags of the web packets. */
function webFlags(flags: number): number {
  return (
    (flags & NativeFlag.discontinuity ? WebFlag.discontinuity : 0) |
    (flags & NativeFlag.dropped ? WebFlag.dropped : 0) |
    (flags & NativeFlag.muted ? WebFlag.muted : 0)
  );
}
