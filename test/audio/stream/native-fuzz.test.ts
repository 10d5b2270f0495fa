import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { FakeMixer } from './fake-mixer.js';
import { controlPacket, handshake, NativeEar } from './native-client.js';

function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

const TYPES = [
  ...['handshake', 'subscribe', 'update_mix', 'heartbeat', 'get_client_state', 'audio', 'time', 'report', 'publish'],
  ...['subscribed', 'message', 'nonsense', '', '__proto__'],
];
const FIELDS = [
  ...['channels', 'gains', 'pans', 'audio_format', 'audio', 'topic', 'topics', 'payload', 't0', 'frames', 'format'],
  ...['transport', 'redundancy', 'group', 'client_id', 'device_uuid', 'protocol_version', 'token', 'type', 'timestamp'],
];

/** Any JSON value, now and then a fitting one. */
function value(random: () => number, depth: number): unknown {
  switch (random() % (depth > 2 ? 9 : 13)) {
    case 0:
      return null;
    case 1:
      return random() % 2 === 0;
    case 2:
      return random() % 40;
    case 3:
      return (random() - 8_000_000) / 1e6;
    case 4:
      return -1;
    case 5:
      return 1e308 * (random() % 3);
    case 6:
      return 'x'.repeat(random() % 300);
    case 7:
      return ['int16', 'float32', 'tcp', 'udp', 'xor', 'repeat', 'none', 'sb/#'][random() % 8];
    case 8:
      return '\ud800\u0000"';
    case 9:
    case 10:
      return Array.from({ length: random() % 6 }, () => value(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random() % 4 }, () => [
          random() % 3 === 0 ? String(random() % 70) : FIELDS[random() % FIELDS.length]!,
          value(random, depth + 1),
        ]),
      );
  }
}

function message(random: () => number): Record<string, unknown> {
  const fields = Array.from({ length: random() % 5 }, () => [FIELDS[random() % FIELDS.length]!, value(random, 0)]);
  return { ...Object.fromEntries(fields), type: TYPES[random() % TYPES.length] };
}

t.test(
  'forty sessions of fuzzed messages: nobody else notices, nothing is left behind',
  { timeout: 60_000 },
  async (t) => {
    const mixer = await FakeMixer.start();
    t.teardown(() => mixer.stop());
    mixer.run();
    const neighbour = await NativeEar.join(mixer.nativePort, 'neighbour', [0, 1]);
    for (let seed = 1; seed <= 40; seed++) {
      const random = noise(seed);
      const socket = connect({ port: mixer.nativePort, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.resume();
      const version = seed % 2 === 0 ? 3 : 2;
      const hello = handshake(`fuzz-${seed % 5}`, {
        protocol_version: version,
        ...(seed % 3 === 0 ? message(random) : {}),
      });
      socket.write(controlPacket({ ...hello, type: 'handshake' }));
      for (let i = 0; i < 400 && !socket.destroyed; i++) {
        const packet = controlPacket(message(random), version);
        if (random() % 300 === 0) packet[random() % packet.length] = random() & 0xff;
        socket.write(packet);
        if (i % 100 === 0) await sleep(5);
      }
      await sleep(20);
      socket.destroy();
    }
    const frames = neighbour.frames;
    for (let i = 0; i < 400 && neighbour.frames < frames + 9600; i++) await sleep(5);
    t.ok(neighbour.frames >= frames + 9600, 'the neighbour plays on');
    t.same([neighbour.wrong, neighbour.gaps, neighbour.broken], [0, 0, undefined]);
    neighbour.socket.destroy();
    await sleep(300);
    t.same(await mixer.stats(), []);
    t.equal(mixer.busesInUse, 0);
  },
);
