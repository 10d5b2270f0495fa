/** A control client over MQTT (mqtt.js), for tests: commands with their replies, and the box's messages. */
import mqtt from 'mqtt';
import type { Box, Device } from './box.js';
import { PATIENCE_MS } from './patience.js';

export interface Reply {
  readonly op: string;
  readonly ok: boolean;
  readonly rev?: number;
  readonly durable?: boolean;
  readonly code?: string;
  readonly message?: string;
}

export class Controller {
  readonly client: mqtt.MqttClient;
  readonly #device: Device;
  readonly #waiting = new Map<string, (reply: Reply) => void>();
  readonly #listeners: ((topic: string, json: unknown) => void)[] = [];
  #ops = 0;

  private constructor(client: mqtt.MqttClient, device: Device) {
    this.client = client;
    this.#device = device;
    client.on('message', (topic, payload) => {
      const json: unknown = JSON.parse(payload.toString());
      if (topic === `sb/1/reply/${device.uuid}`) {
        const reply = json as Reply;
        this.#waiting.get(reply.op)?.(reply);
        this.#waiting.delete(reply.op);
      }
      for (const listener of this.#listeners) listener(topic, json);
    });
  }

  static async connect(box: Box, device: Device): Promise<Controller> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${box.mqttPort}`, {
      protocolVersion: 4,
      clientId: device.uuid,
      username: device.uuid,
      password: device.token,
      reconnectPeriod: 0,
    });
    client.on('error', () => undefined);
    const controller = new Controller(client, device);
    await client.subscribeAsync(`sb/1/reply/${device.uuid}`, { qos: 0 });
    return controller;
  }

  onMessage(listener: (topic: string, json: unknown) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves with the reply. */
  command(topic: string, payload: Record<string, unknown>): Promise<Reply> {
    const op = (payload.op as string | undefined) ?? `t${++this.#ops}-${process.pid}-${Date.now().toString(36)}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no reply to ${topic} ${JSON.stringify(payload)}`)), PATIENCE_MS);
      timer.unref();
      this.#waiting.set(op, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      this.client.publish(`sb/1/cmd/${topic}`, JSON.stringify({ ...payload, op }), { qos: 1 });
    });
  }

  /** Sets parameters of a mix (its own by default). */
  set(set: readonly { p: string; ch?: number; v: unknown }[], uuid = this.#device.uuid): Promise<Reply> {
    return this.command(`mix/${uuid}`, { set });
  }

  async end(): Promise<void> {
    await this.client.endAsync(true);
  }
}
