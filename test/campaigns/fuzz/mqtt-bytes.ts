/** MQTT 3.1.1 packets, written by hand so that each byte can be wrong. */
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length & 0xffff);
  return Buffer.concat([length, bytes]);
};

function mqttPacket(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let left = body.length;
  do {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

const word = (value: number): Buffer => Buffer.from([(value >> 8) & 0xff, value & 0xff]);

export const mqttConnect = (uuid: string, token: string): Buffer =>
  mqttPacket(0x10, text('MQTT'), Buffer.from([4, 0xc2, 0, 0]), text(uuid), text(uuid), text(token));

export const mqttPublish = (topic: string, payload: Buffer, id: number, qos = 1): Buffer =>
  mqttPacket(0x30 | (qos << 1), text(topic), ...(qos > 0 ? [word(id)] : []), payload);

export const mqttSubscribe = (id: number, filters: readonly string[]): Buffer =>
  mqttPacket(0x82, word(id), ...filters.map((filter) => Buffer.concat([text(filter), Buffer.from([0])])));

export const mqttUnsubscribe = (id: number, filters: readonly string[]): Buffer =>
  mqttPacket(0xa2, word(id), ...filters.map(text));

export const MQTT_PING = Buffer.from([0xc0, 0]);
export const MQTT_BYE = Buffer.from([0xe0, 0]);
