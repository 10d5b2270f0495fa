/** One MQTT packet that no honest client sends; for the doors in process and behind sockets. */
import { changedBytes, noise } from './bytes.js';
import { MQTT_BYE, MQTT_PING, mqttConnect, mqttPublish, mqttSubscribe, mqttUnsubscribe } from './mqtt-bytes.js';
import { type Names, named } from './names-in.js';
import type { Random } from './random.js';
import { COMMANDS } from './seeds.js';
import { anything, changed, type Json, TEXTS, textOf } from './values.js';

const FILTERS = [
  ...['sb/1/mix/<me>/delta', 'sb/1/mix/+/snapshot', 'sb/1/devices/list', 'sb/1/devices/#', 'sb/1/box/status', 'sb/1/#'],
  ...[
    'sb/1/reply/<me>',
    'sb/1/reply/+',
    'sb/1/history/<me>',
    'sb/1/presets/<me>',
    'sb/1/session/+/participants',
    '#',
    '+',
  ],
  ...['sb/#/x', 'sb/+x', '', '/', '$SYS/#', 'sb/1/cmd/#', 'sb/1/devices/<me>/welcome', 'sb//1', '+/+/+/+/+/+/+'],
];

export function mqttInput(random: Random, names: Names, token: string): Buffer {
  const id = random.once(40) ? 0 : 1 + random.below(65_535);
  const kind = random.below(100);
  if (kind < 62) return command(random, names, id);
  if (kind < 76) return subscription(random, names, id);
  if (kind < 80) return Buffer.from(MQTT_PING);
  if (kind < 82) return Buffer.from(MQTT_BYE);
  if (kind < 84) return mqttConnect(names.me!, random.once(2) ? token : random.pick(TEXTS));
  if (kind < 94)
    return changedBytes(random, random.once(2) ? command(random, names, id) : subscription(random, names, id));
  if (kind < 97) return changedBytes(random, mqttConnect(names.me!, token));
  return noise(random, 1 + random.few(300));
}

function command(random: Random, names: Names, id: number): Buffer {
  const seed = random.pick(COMMANDS);
  const payload = { op: `f${random.next().toString(36)}`, ...named(seed.payload, names) } as Json;
  let topic = `sb/1/cmd/${named(seed.topic, names)}`;
  if (random.once(20))
    topic = random.pick([
      'sb/1/mix/x/delta',
      'sb/1/cmd/',
      'sb/1/cmd',
      `sb/1/cmd/${random.pick(TEXTS)}`,
      random.pick(TEXTS),
    ]);
  const text = textOf(random, random.once(5) ? payload : random.once(20) ? anything(random) : changed(random, payload));
  const bytes = random.once(30) ? changedBytes(random, Buffer.from(text)) : Buffer.from(text);
  return mqttPublish(topic, bytes.subarray(0, 65_536), id, random.once(25) ? random.below(4) : 1);
}

function subscription(random: Random, names: Names, id: number): Buffer {
  const count = random.once(60) ? random.few(600) : 1 + random.few(6);
  const filters = Array.from({ length: count }, () =>
    random.once(8) ? random.pick(TEXTS) : named(random.pick(FILTERS), names),
  );
  return random.once(4) ? mqttUnsubscribe(id, filters) : mqttSubscribe(id, filters);
}
