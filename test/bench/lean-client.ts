/** An MQTT client that costs almost nothing, so that the box alone is measured: WebSocket, QoS 1 out, QoS 0 in. */
import WebSocket from 'ws';

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

function packet(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let left = body.length;
  do {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

export class LeanClient {
  onMessage: (topic: string, payload: Buffer) => void = () => {};
  onAck: (messageId: number) => void = () => {};
  readonly #ws: WebSocket;
  #next = 0;
  #ready: () => void = () => {};
  #left: Buffer = Buffer.alloc(0);

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on('message', (data: Buffer) => this.#read(data));
    ws.on('error', () => {});
  }

  static async connect(port: number, device: { uuid: string; token: string }): Promise<LeanClient> {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, 'mqtt', { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      ws.once('open', resolve);
      ws.once('error', reject);
    });
    const client = new LeanClient(ws);
    const ready = client.#answer();
    ws.send(
      packet(
        0x10,
        text('MQTT'),
        Buffer.from([4, 0xc2, 0, 0]),
        text(device.uuid),
        text(device.uuid),
        text(device.token),
      ),
    );
    await ready;
    return client;
  }

  async subscribe(...filters: string[]): Promise<void> {
    const ready = this.#answer();
    this.#ws.send(
      packet(0x82, this.#id(), ...filters.map((filter) => Buffer.concat([text(filter), Buffer.from([0])]))),
    );
    await ready;
  }

  /** QoS 1; returns the packet's number, with which `onAck` reports that it is on disk. */
  publish(topic: string, payload: string): number {
    const id = this.#id();
    this.#ws.send(packet(0x32, text(topic), id, Buffer.from(payload)));
    return id.readUInt16BE();
  }

  close(): void {
    this.#ws.terminate();
  }

  #id(): Buffer {
    this.#next = (this.#next % 65_535) + 1;
    const id = Buffer.alloc(2);
    id.writeUInt16BE(this.#next);
    return id;
  }

  #answer(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer within 60 s')), 60_000);
      this.#ready = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#ws.once('close', (code) => reject(new Error(`the box closed the connection (${code})`)));
    });
  }

  #read(data: Buffer): void {
    let bytes = this.#left.length === 0 ? data : Buffer.concat([this.#left, data]);
    while (bytes.length >= 2) {
      let length = 0;
      let at = 1;
      let shift = 0;
      let byte: number;
      do {
        byte = bytes[at++]!;
        length += (byte & 0x7f) << shift;
        shift += 7;
      } while (byte & 0x80 && at < bytes.length);
      if (bytes.length < at + length) break;
      this.#packet(bytes[0]! >> 4, bytes.subarray(at, at + length));
      bytes = bytes.subarray(at + length);
    }
    this.#left = bytes;
  }

  #packet(type: number, body: Buffer): void {
    if (type === 3) {
      const end = 2 + body.readUInt16BE();
      this.onMessage(body.toString('utf8', 2, end), body.subarray(end));
    } else if (type === 4) this.onAck(body.readUInt16BE());
    else if (type === 2 || type === 9) this.#ready();
  }
}
