/**
 * Clients of every kind on the far side of a cable; run inside a namespace. Prints `playing` when all are served, then
 * continues until it is killed. clients <box's address> <web port> <MQTT port>
 */
import mqtt from 'mqtt';
import type { AudioSettings } from '../../../src/audio/stream/native/native-v3-messages.js';
import { type JoinedBox, joinBox } from '../../../src/listen/join-box.js';
import { NativeLink } from '../../../src/listen/native-link.js';
import { NativeListener } from '../native-listener.js';
import { until } from '../until.js';

const [host, webPort, mqttPort] = process.argv.slice(2);
const join = (name: string): Promise<JoinedBox> =>
  joinBox(host!, Number(webPort), `${process.env.KEYS}/${name}.json`, name);

/** Protocol 3. */
async function mixed(name: string, audio: Partial<AudioSettings>) {
  const { nativePort: port, device, token } = await join(name);
  let packets = 0;
  let transport = 'tcp';
  let welcome = false;
  new NativeLink(
    { host: host!, port, device, token, audio, giveUpMs: Number.POSITIVE_INFINITY },
    {
      sound: () => packets++,
      control: (message) => {
        welcome = true;
        if (message.type === 'transport') transport = String(message.transport);
      },
      closed: () => undefined,
    },
  );
  const wanted = audio.transport ?? 'tcp';
  return () => welcome && (audio.enabled === false || (packets > 10 && transport === wanted));
}

const { nativePort } = await join('asks for the port');

/** Protocol 2. */
async function raw(uuid: string, channels: readonly number[]) {
  const listener = await NativeListener.connect({ nativePort }, { uuid, channels, format: 'int16' }, host);
  let packets = 0;
  listener.onAudio = () => packets++;
  return () => channels.length === 0 || packets > 10;
}

async function control(name: string) {
  const { device, token } = await join(name);
  const login = { clientId: device, username: device, password: token, protocolVersion: 4, keepalive: 0 } as const;
  await mqtt.connectAsync(`mqtt://${host}:${mqttPort}`, login);
  return () => true;
}

const ready = await Promise.all([
  ...[0, 1, 2].map((n) => raw(`raw-sound-${n}`, [0, 1])),
  ...[0, 1].map((n) => raw(`raw-quiet-${n}`, [])),
  ...[0, 1].map((n) => mixed(`mix-tcp-${n}`, {})),
  ...[0, 1].map((n) => mixed(`mix-udp-${n}`, { transport: 'udp', frames: 240 })),
  mixed('mix-quiet-0', { enabled: false }),
  control('mqtt-0'),
]);
await until('everybody plays', () => ready.every((one) => one()));
console.log('playing');
setInterval(() => undefined, 1000);
