/**
 * A page for tests: the audio WebSocket with its signalling, and the browser's end of RTP. It uses no code of the
 * product.
 */
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import { until } from '../harness/until.js';
import { type Heard, RtpClient } from './rtp-client.js';

/** JSON of a message of type 4. */
export type Signal = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Frames of an Opus packet, by its bytes. */
const FRAMES: Readonly<Record<number, number>> = { 50: 120, 100: 240, 160: 480, 320: 960 };

export class RtpPage {
  readonly socket: WebSocket;
  readonly signals: Signal[] = [];
  readonly configs: Signal[] = [];
  /** Frames of sound by WebSocket, as they came: where each packet begins and ends. */
  readonly bySocket: (readonly [from: number, to: number])[] = [];
  /** The connections it has made, newest last. */
  readonly clients: RtpClient[] = [];
  closeCode: number | undefined;
  /** Gets, for each packet that came, the capture time of its last frame, ms. */
  onPacket: ((captureMs: number) => void) | undefined;
  sampleRate = 0;

  constructor(port: number, query: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/audio?${query}`, { perMessageDeflate: false });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
    this.socket.on('message', (data: Buffer) => {
      const type = data[1];
      if (type === 0) {
        const first = data.readDoubleLE(16);
        this.bySocket.push([first, first + data.readUInt16LE(6)]);
        this.sampleRate = data.readUInt32LE(12);
        this.onPacket?.(data.readDoubleLE(24));
      } else if (type === 1) this.configs.push(JSON.parse(data.subarray(32).toString()));
      else if (type === 4) this.signals.push(JSON.parse(data.subarray(32).toString()));
    });
  }

  /** Closed at the end of the test. */
  static async open(t: Test, port: number, query: string): Promise<RtpPage> {
    const page = new RtpPage(port, query);
    t.teardown(() => page.close());
    await until('the WebSocket is open', () => page.socket.readyState === WebSocket.OPEN);
    return page;
  }

  get client(): RtpClient {
    return this.clients.at(-1)!;
  }

  signal(signal: unknown): void {
    this.socket.send(JSON.stringify({ signal }));
  }

  /** The newest signal of a type among those from number `from` on. */
  heard(type: string, from = 0): Signal | undefined {
    return this.signals.slice(from).findLast((signal) => signal.type === type);
  }

  /**
   * Asks for a session until it is open. The box may refuse for the moment, or lose it on a busy machine: then it asks
   * again, as a page does.
   */
  async play(want: object = {}): Promise<void> {
    for (;;) {
      const from = this.signals.length;
      const next = (type: string) =>
        until(`${type} comes`, () => {
          if (this.closeCode !== undefined) throw new Error(`the box closed the WebSocket: ${this.closeCode}`);
          return this.heard(type, from) ?? this.heard('closed', from);
        });
      this.signal({ type: 'want', ...want });
      const offer = await next('offer');
      if (offer.type === 'offer') {
        const client = new RtpClient();
        client.onHeard = (heard) => this.#timed(heard);
        this.clients.push(client);
        this.signal({ type: 'answer', sdp: await client.answer(String(offer.sdp)) });
        if ((await next('open')).type === 'open') return;
        client.close();
      } else if (offer.again !== true) throw new Error(`refused: ${JSON.stringify(offer)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #timed({ timestamp }: Heard): void {
    const map = this.heard('map');
    if (map !== undefined) this.onPacket?.(Number(map.captureMs) + ((timestamp - Number(map.rtp)) | 0) / 48);
  }

  /** Frames of sound by RTP, as `bySocket`. */
  byRtp(): (readonly [from: number, to: number])[] {
    return this.clients.flatMap(({ heard }) =>
      heard.flatMap(({ frames }) =>
        frames.map(({ timestamp, hex }): [number, number] => {
          const from = timestamp | 0;
          return [from, from + FRAMES[hex.length / 2]!];
        }),
      ),
    );
  }

  /** Where neither way brought sound, between the first frame that came and the last. */
  gaps(): (readonly [from: number, to: number])[] {
    const all = [...this.bySocket, ...this.byRtp()].sort(([a], [b]) => a - b);
    const gaps: [number, number][] = [];
    let end = all[0]?.[1] ?? 0;
    for (const [from, to] of all) {
      if (from > end) gaps.push([end, from]);
      end = Math.max(end, to);
    }
    return gaps;
  }

  close(): void {
    this.socket.terminate();
    for (const client of this.clients) client.close();
  }
}
