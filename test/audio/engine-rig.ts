/** A running engine for tests: an authority that admits everybody, and a listener that keeps what it hears. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EngineOptions, ListenerAuthority } from '../../src/audio/engine-api.js';
import type { SourceDescription } from '../../src/audio/format.js';
import { defaultMix, type Mix } from '../../src/wire/mix.js';
import { PATIENCE_MS } from '../harness/patience.js';

export function engineOptions(source: SourceDescription, change: Partial<EngineOptions> = {}): EngineOptions {
  return {
    source,
    periodFrames: 128,
    host: '127.0.0.1',
    audioPort: 0,
    nativePort: 0,
    limiterCeilingDb: -1,
    realtimePriority: 0,
    captureCpu: -1,
    lockMemory: false,
    boxVersion: '0.0.0',
    ...change,
  };
}

/** Admits everybody; `mixes` holds each device's mix. */
export function openDoor(mixes: Map<string, Mix>): ListenerAuthority {
  const mixOf = (device: string): Mix => mixes.get(device) ?? defaultMix(64);
  return {
    authorizeWeb: async ({ device, mix }) =>
      device === 'stranger'
        ? { ok: false, status: 401, code: 'unknown-token', message: 'not known here' }
        : { ok: true, device, mix: mix ?? device },
    authorizeNative: async ({ clientId }) => ({
      ok: true,
      device: clientId,
      reconnection: false,
      restored: false,
      mix: mixOf(clientId),
    }),
    changeNativeMix: async (device) => ({ ok: true, mix: mixOf(device) }),
    mixOf,
    clientsConnected: () => 1,
  };
}

/** A mix in which only `channel` is on. */
export function only(channel: number, gain: number, pan: number): Mix {
  return {
    master: 1,
    channels: Array.from({ length: 64 }, (_, index) => ({
      on: index === channel,
      gain,
      pan,
      mute: false,
      solo: false,
    })),
  };
}

export interface Packet {
  readonly epoch: number;
  readonly flags: number;
  readonly first: number;
  readonly left: number[];
  readonly right: number[];
}

/** A web listener, written from the contract's byte table. */
export class Listener {
  readonly socket: WebSocket;
  readonly packets: Packet[] = [];

  constructor(port: number, device: string, frames = 480) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/audio?device=${device}&token=x&frames=${frames}`);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      if (data[1] !== 0) return;
      const count = data.readUInt16LE(6);
      const side = (offset: number): number[] =>
        Array.from({ length: count }, (_, i) => data.readInt16LE(32 + i * 4 + offset));
      this.packets.push({
        epoch: data.readUInt16LE(4),
        flags: data[3]!,
        first: data.readDoubleLE(16),
        left: side(0),
        right: side(2),
      });
    });
  }

  /** The next `count` packets from now. */
  async hear(count: number): Promise<Packet[]> {
    const from = this.packets.length;
    while (this.packets.length < from + count) await once(this.socket, 'message');
    return this.packets.slice(from, from + count);
  }

  /** The first packet from now on for which `wanted` is true; throws if none comes. */
  async hearUntil(what: string, wanted: (packet: Packet) => boolean): Promise<Packet> {
    const until = Date.now() + PATIENCE_MS;
    let heard: Packet | undefined;
    while (Date.now() < until) {
      [heard] = await this.hear(1);
      if (wanted(heard!)) return heard!;
    }
    throw new Error(`not heard: ${what}; last ${JSON.stringify(heard).slice(0, 200)}`);
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}

export const peak = (samples: readonly number[]): number => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
