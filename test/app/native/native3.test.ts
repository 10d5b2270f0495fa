import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { Box } from '../../harness/box.js';
import { Controller } from '../../harness/controller.js';
import { until } from '../../harness/until.js';

/** A whole client of protocol 3, written from docs/native-protocol.md. */
class App {
  readonly socket: Socket;
  readonly control: Record<string, unknown>[] = [];
  readonly udp = createSocket('udp4');
  /** Left samples that arrived, by frame. */
  readonly left: number[] = [];
  overUdp = 0;
  ended = false;
  #bytes = Buffer.alloc(0);
  #closed = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.ended = true;
    });
    this.socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#bytes = this.#bytes.subarray(this.#read(this.#bytes));
    });
    this.udp.on('message', (datagram) => {
      this.overUdp++;
      this.#read(datagram);
    });
  }

  send(json: Record<string, unknown>, version = 3): void {
    const payload = Buffer.from(JSON.stringify(json));
    const header = Buffer.alloc(16);
    header.writeUInt32BE(0xa1d10a7c, 0);
    header.writeUInt16BE(version, 4);
    header[6] = 2;
    header.writeUInt32BE(payload.length, 12);
    this.socket.write(Buffer.concat([header, payload]));
  }

  hello(): void {
    const { port, key } = this.control[0]!.udp as { port: number; key: string };
    const head = Buffer.from('a1d10a7c0003040000000000000000', 'hex');
    this.udp.send(Buffer.concat([head, Buffer.from([16]), Buffer.from(key, 'hex')]), port, '127.0.0.1');
  }

  async until(fits: (message: Record<string, unknown>) => boolean, what: string): Promise<Record<string, unknown>> {
    return until(`${what} came`, () => this.control.find(fits)).catch((error: Error) => {
      throw new Error(`${error.message}; had ${JSON.stringify(this.control)}`);
    });
  }

  close(): void {
    this.socket.destroy();
    if (!this.#closed) this.udp.close();
    this.#closed = true;
  }

  #read(bytes: Buffer): number {
    let at = 0;
    while (bytes.length - at >= 16) {
      const end = at + 16 + bytes.readUInt32BE(at + 12);
      if (bytes.readUInt32BE(at) !== 0xa1d10a7c || end > bytes.length) break;
      const payload = bytes.subarray(at + 16, end);
      if (bytes[at + 6] === 2) this.control.push(JSON.parse(payload.toString()) as Record<string, unknown>);
      else for (let i = 28; i < payload.length; i += 4) this.left.push(payload.readInt16BE(i));
      at = end;
    }
    return at;
  }
}

async function join(t: Test, box: Box, device: { uuid: string; token?: string }, audio?: object): Promise<App> {
  const app = new App(box.nativePort);
  t.teardown(() => app.close());
  await once(app.socket, 'connect');
  const { uuid, token } = device;
  app.send({ type: 'handshake', client_id: uuid, token, client_type: 'test', protocol_version: 3, audio }, 2);
  await app.until(({ type }) => type === 'handshake_response', 'answer');
  return app;
}

t.test('protocol 3 on the running box', async (t) => {
  const box = await Box.start(['--source', 'tones:4']);
  t.teardown(() => box.kill());
  const device = await box.join('app');

  await t.test('the client needs a token, and the right one', async (t) => {
    for (const wrong of [{ uuid: 'stranger' }, { uuid: device.uuid }, { uuid: device.uuid, token: 'wrong' }]) {
      const app = await join(t, box, wrong);
      t.match(app.control[0], { status: 'refused', code: /^(no_token|uuid_taken)$/ }, JSON.stringify(wrong));
    }
  });

  await t.test('snapshot, command, reply and delta are as over MQTT, and the sound follows', async (t) => {
    const app = await join(t, box, device, { frames: 240 });
    const { uuid } = device;
    t.match(app.control[0], { status: 'ok', protocol_version: 3, persistent_id: uuid, max_channels: 4 });
    app.send({
      type: 'subscribe',
      topics: [`sb/1/mix/${uuid}/snapshot`, `sb/1/mix/${uuid}/delta`, 'sb/1/reply/somebody', 'sb/1/cmd/#'],
    });
    const answer = await app.until(({ type }) => type === 'subscribed', 'subscribed');
    t.same(answer.refused, ['sb/1/reply/somebody', 'sb/1/cmd/#']);
    const snapshot = await app.until(({ topic }) => topic === `sb/1/mix/${uuid}/snapshot`, 'snapshot');
    t.match(snapshot.payload, { uuid, master: 1, channels: [{ index: 0, on: true, gain: 0.5 }] });

    await until('it is heard', () => Math.max(...app.left.slice(-4800)) > 1000);
    app.send({
      type: 'publish',
      topic: `sb/1/cmd/mix/${uuid}`,
      payload: { op: 'mute', set: [{ p: 'master', v: 0 }] },
    });
    const reply = await app.until(({ topic }) => topic === `sb/1/reply/${uuid}`, 'reply');
    t.match(reply.payload, { op: 'mute', ok: true, durable: true, rev: Number });
    const delta = await app.until(({ topic }) => topic === `sb/1/mix/${uuid}/delta`, 'delta');
    t.match(delta.payload, { op: 'mute', by: uuid, set: [{ p: 'master', v: 0 }] });
    await until('it is heard no more', () => app.left.length > 2400 && Math.max(...app.left.slice(-2400)) === 0);

    app.send({ type: 'publish', topic: 'sb/1/cmd/mix/somebody', payload: { op: 'x', set: [{ p: 'master', v: 1 }] } });
    const refused = await app.until((one) => (one.payload as { op?: string } | undefined)?.op === 'x', 'refusal');
    t.match(refused.payload, { ok: false, code: String });

    const controller = await Controller.connect(box, device);
    t.ok((await controller.set([{ p: 'master', v: 1 }])).ok);
    await app.until(
      (one) => (one.payload as { set?: { v: number }[] } | undefined)?.set?.[0]?.v === 1,
      'a page’s delta',
    );
    await controller.end();
  });

  await t.test('over UDP', async (t) => {
    const app = await join(t, box, device, { transport: 'udp', frames: 160, redundancy: 'repeat' });
    app.hello();
    await app.until(({ type, transport }) => type === 'transport' && transport === 'udp', 'transport');
    const before = app.overUdp;
    await until('sound came over UDP', () => app.overUdp > before + 30);
    const health = (await box.json('/api/health', { token: device.token })) as {
      listeners: { device: string; kind: string }[];
    };
    t.match(health.listeners, [{ device: device.uuid, kind: 'native', frames: 160 }]);
  });
  t.equal((await box.stop()).code, 0);
});
