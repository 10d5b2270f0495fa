/** The control plane alone, without audio, and its clients as they talk to it. */
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import { PATIENCE_MS } from '../../harness/patience.js';
import type { ControlBox } from './control-box.js';

export * from './control-box.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, checked by the tests themselves
  readonly body: any;
}

/** One HTTP request; JSON both ways. */
export async function ask(
  box: ControlBox,
  method: string,
  path: string,
  options: { token?: string; body?: unknown } = {},
): Promise<Answer> {
  const headers: Record<string, string> = options.body === undefined ? {} : { 'content-type': 'application/json' };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  const body =
    options.body === undefined
      ? undefined
      : typeof options.body === 'string'
        ? options.body
        : JSON.stringify(options.body);
  const response = await fetch(`http://127.0.0.1:${box.webPort}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not everything is JSON (a QR code, a backup).
  }
  return { status: response.status, headers: response.headers, body: parsed };
}

export interface Device {
  readonly uuid: string;
  readonly token: string;
}

export async function joinBox(box: ControlBox, name: string, uuid?: string): Promise<Device> {
  const { body } = await ask(box, 'POST', '/api/join', { body: { name, ...(uuid ? { uuid } : {}) } });
  return { uuid: body.uuid, token: body.token };
}

export async function joinEngineer(box: ControlBox): Promise<Device> {
  const device = await joinBox(box, 'Engineer');
  await ask(box, 'POST', '/api/engineer', { token: device.token, body: { pin: '123456' } });
  return device;
}

export interface Message {
  readonly topic: string;
  // biome-ignore lint/suspicious/noExplicitAny: payloads of many shapes, checked by the tests themselves
  readonly body: any;
}

/** An MQTT client of a device that remembers what it received. */
export class Link {
  readonly client: MqttClient;
  readonly device: Device;
  readonly heard: Message[] = [];
  readonly #waiting = new Set<() => void>();
  /** Two links of one device never share an `op`. */
  readonly #run = Math.random().toString(36).slice(2);
  #ops = 0;

  private constructor(client: MqttClient, device: Device) {
    this.client = client;
    this.device = device;
    client.on('message', (topic, payload) => {
      this.heard.push({ topic, body: JSON.parse(payload.toString()) });
      for (const look of [...this.#waiting]) look();
    });
    client.on('error', () => {});
  }

  /** Connects over WebSocket, or TCP, and subscribes to the replies. */
  static async open(
    box: ControlBox,
    device: Device,
    way: 'ws' | 'tcp' = 'ws',
    more: { clean?: boolean } = {},
  ): Promise<Link> {
    const url = way === 'ws' ? `ws://127.0.0.1:${box.webPort}/mqtt` : `mqtt://127.0.0.1:${box.control.mqttPort}`;
    const client = await connectAsync(url, {
      clientId: device.uuid,
      username: device.uuid,
      password: device.token,
      protocolVersion: 4,
      reconnectPeriod: 0,
      clean: true,
      ...more,
    });
    const link = new Link(client, device);
    await link.subscribe(`sb/1/reply/${device.uuid}`);
    return link;
  }

  /** The granted codes; 128 = refused. */
  async subscribe(...filters: string[]): Promise<number[]> {
    return new Promise((resolve, reject) => {
      this.client.subscribe(filters, { qos: 0 }, (error, _granted, packet) => {
        const granted = (packet as { granted?: number[] } | undefined)?.granted;
        if (granted) resolve(granted);
        else reject(error ?? new Error('no SUBACK'));
      });
    });
  }

  /** Publishes a command and waits for its (first) reply. */
  async command(topic: string, payload: Record<string, unknown>): Promise<Message['body']> {
    const op = (payload.op as string | undefined) ?? `${this.#run}-${++this.#ops}`;
    const reply = this.next((m) => m.topic === `sb/1/reply/${this.device.uuid}` && m.body.op === op);
    this.client.publish(`sb/1/cmd/${topic}`, JSON.stringify({ ...payload, op }), { qos: 1 });
    return (await reply).body;
  }

  /** The first matching message from now on. */
  next(fits: (message: Message) => boolean, limitMs = PATIENCE_MS): Promise<Message> {
    const from = this.heard.length;
    return this.find(fits, limitMs, from);
  }

  /** The first matching message since `from` (the beginning). */
  find(fits: (message: Message) => boolean, limitMs = PATIENCE_MS, from = 0): Promise<Message> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.heard.slice(from).find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(
            `nothing fitting within ${limitMs} ms; heard ${JSON.stringify(this.heard.slice(from).map((m) => m.topic))}`,
          ),
        );
      }, limitMs);
      // A message that a test no longer awaits must not keep the process alive.
      timer.unref();
      this.#waiting.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}
