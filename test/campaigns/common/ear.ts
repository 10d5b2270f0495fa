/** Listeners of every kind, written from the documents, each with a judge. They receive a counting recording. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import WebSocket from 'ws';
import { Judge } from './judge.js';

const MAGIC = 0xa1d10a7c;
/** A hello opens the path for datagrams, and keeps it open. */
const HELLO_EVERY_MS = 1000;

export interface Place {
  readonly host: string;
  readonly audioPort: number;
  readonly nativePort: number;
  /** Its source address; without one, the machine's choice. */
  readonly from?: string;
}

export interface EarSpec {
  readonly kind: 'web' | 'raw' | 'mix' | 'udp';
  readonly name: string;
  readonly uuid: string;
  readonly token: string;
  readonly frames: number;
  /** The device whose mix it hears, if it is another's. */
  readonly mix?: string;
  /** Channels of a raw listener. */
  readonly channels?: readonly number[];
}

export interface Ear {
  readonly spec: EarSpec;
  readonly judge: Judge;
  /** Resolves with the first sound; rejects if the box refuses. */
  readonly playing: Promise<void>;
  /** The reason why it ended, once it has. */
  ended: string | undefined;
  /** Stops reading, or continues. */
  hold(still: boolean): void;
  /** Says goodbye. */
  leave(): void;
  /** Vanishes without a goodbye. */
  die(): void;
}

export function listen(place: Place, spec: EarSpec): Ear {
  return spec.kind === 'web' ? new WebEar(place, spec) : new NativeEar(place, spec);
}

abstract class AnyEar {
  readonly spec: EarSpec;
  readonly judge: Judge;
  readonly playing: Promise<void>;
  ended: string | undefined;
  #heard!: () => void;
  #failed!: (error: Error) => void;

  constructor(spec: EarSpec) {
    this.spec = spec;
    this.judge = new Judge(spec.name);
    this.playing = new Promise((resolve, reject) => {
      this.#heard = resolve;
      this.#failed = reject;
    });
    this.playing.catch(() => undefined);
  }

  protected heard(): void {
    this.#heard();
  }

  protected end(why: string): void {
    this.ended ??= why;
    this.#failed(new Error(`${this.spec.name}: ${why}`));
  }
}

class WebEar extends AnyEar implements Ear {
  readonly #socket: WebSocket;

  constructor(place: Place, spec: EarSpec) {
    super(spec);
    const { uuid, token, frames, mix } = spec;
    const query = new URLSearchParams({
      device: uuid,
      token,
      frames: String(frames),
      ...(mix === undefined ? {} : { mix }),
    });
    this.#socket = new WebSocket(`ws://${place.host}:${place.audioPort}/audio?${query}`, {
      perMessageDeflate: false,
      ...(place.from === undefined ? {} : { localAddress: place.from }),
    });
    this.#socket.on('message', (data: Buffer) => this.#packet(data));
    this.#socket.on('error', (error) => this.end(error.message));
    this.#socket.on('close', (code, reason) => this.end(`closed ${code} ${reason.toString()}`));
  }

  hold(still: boolean): void {
    if (still) this.#socket.pause();
    else this.#socket.resume();
  }
  leave(): void {
    this.#socket.close();
  }
  die(): void {
    this.#socket.terminate();
  }

  #packet(data: Buffer): void {
    if (data[1] !== 0) return;
    const frames = data.readUInt16LE(6);
    // The mix is channel 0 alone, hard left: the left side is the recording itself.
    this.judge.take(data.readDoubleLE(16), frames, 1, (data[3]! & 1) !== 0, data.readDoubleLE(24), (i) =>
      data.readInt16LE(32 + i * 4),
    );
    this.heard();
  }
}

class NativeEar extends AnyEar implements Ear {
  readonly #socket: Socket;
  readonly #place: Place;
  #udp: UdpSocket | undefined;
  #hellos: NodeJS.Timeout | undefined;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(place: Place, spec: EarSpec) {
    super(spec);
    this.#place = place;
    this.#socket = connect({
      port: place.nativePort,
      host: place.host,
      noDelay: true,
      ...(place.from === undefined ? {} : { localAddress: place.from }),
    });
    this.#socket.on('error', (error) => this.end(error.message));
    this.#socket.on('close', () => {
      this.end('closed');
      this.#closeUdp();
    });
    this.#socket.on('data', (chunk) => {
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      this.#bytes = this.#bytes.subarray(this.#read(this.#bytes));
    });
    const { uuid, token, kind, frames } = spec;
    const version = kind === 'raw' ? 2 : 3;
    const audio = { frames, transport: kind === 'udp' ? 'udp' : 'tcp' };
    const more = version === 3 ? { token, audio } : { rf_mode: true, persistent: true };
    this.#say(
      {
        type: 'handshake',
        client_id: uuid,
        device_uuid: uuid,
        client_type: 'android',
        protocol_version: version,
        ...more,
      },
      2,
    );
  }

  hold(still: boolean): void {
    if (still) this.#socket.pause();
    else this.#socket.resume();
  }
  leave(): void {
    this.#socket.end();
    this.#closeUdp();
  }
  die(): void {
    this.#socket.resetAndDestroy();
    this.#closeUdp();
  }

  #closeUdp(): void {
    clearInterval(this.#hellos);
    this.#udp?.close();
    this.#udp = undefined;
  }

  #say(json: object, version = this.spec.kind === 'raw' ? 2 : 3): void {
    const payload = Buffer.from(JSON.stringify(json));
    const header = Buffer.alloc(16);
    header.writeUInt32BE(MAGIC, 0);
    header.writeUInt16BE(version, 4);
    header[6] = 2;
    header.writeUInt32BE(payload.length, 12);
    this.#socket.write(Buffer.concat([header, payload]));
  }

  #read(bytes: Buffer): number {
    let at = 0;
    while (bytes.length - at >= 16) {
      if (bytes.readUInt32BE(at) !== MAGIC) {
        this.end('a packet was cut short');
        this.#socket.destroy();
        return bytes.length;
      }
      const end = at + 16 + bytes.readUInt32BE(at + 12);
      if (end > bytes.length) break;
      this.#packet(bytes.subarray(at, end));
      at = end;
    }
    return at;
  }

  #packet(packet: Buffer): void {
    if (packet[6] === 2) this.#control(JSON.parse(packet.toString('utf8', 16)) as Record<string, unknown>);
    else if (packet[6] === 1) this.#sound(packet);
  }

  #control(message: Record<string, unknown>): void {
    const { type } = message;
    if (type === 'handshake_response' && message.status === 'refused') this.end(`refused: ${String(message.code)}`);
    if (type === 'bye') this.end(`bye: ${String(message.code)}`);
    if (type === 'mix_state' && this.spec.channels !== undefined && this.judge.frames === 0)
      this.#say({ type: 'subscribe', client_id: this.spec.uuid, channels: this.spec.channels });
    const udp = message.udp as { port: number; key: string } | undefined;
    if (this.spec.kind === 'udp' && udp !== undefined && this.#udp === undefined) this.#openUdp(udp);
  }

  #openUdp({ port, key }: { port: number; key: string }): void {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    this.#udp = socket;
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => this.#read(datagram));
    const hello = Buffer.alloc(32);
    hello.writeUInt32BE(MAGIC, 0);
    hello.writeUInt16BE(3, 4);
    hello[6] = 4;
    hello.writeUInt32BE(16, 12);
    hello.write(key, 16, 'hex');
    const send = () => socket.send(hello, port, this.#place.host);
    socket.bind({ port: 0, ...(this.#place.from === undefined ? {} : { address: this.#place.from }) }, send);
    this.#hellos = setInterval(send, HELLO_EVERY_MS);
  }

  #sound(packet: Buffer): void {
    const version = packet.readUInt16BE(4);
    const broke = (packet[7]! & 0x10) !== 0;
    if (version === 3) {
      const captureMs = Number(packet.readBigInt64BE(32)) / 1000;
      this.judge.take(Number(packet.readBigInt64BE(24)), packet.readUInt16BE(18), 1, broke, captureMs, (i) =>
        packet.readInt16BE(44 + i * 4),
      );
    } else {
      let lanes = 0;
      for (let mask = packet.readUInt32BE(24); mask !== 0; mask &= mask - 1) lanes++;
      const frames = (packet.length - 28) / lanes / 2;
      this.judge.take(Number(packet.readBigInt64BE(16)), frames, lanes, broke, undefined, (i, lane) =>
        packet.readInt16BE(28 + (i * lanes + lane) * 2),
      );
    }
    this.heard();
  }
}
