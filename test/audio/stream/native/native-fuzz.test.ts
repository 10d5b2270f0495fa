import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from '../../../harness/until.js';
import { FakeMixer } from '../fake-mixer.js';
import { controlPacket, handshake, NativeEar } from './native-client.js';
import { message, noise } from './native-noise.js';

t.test(
  'forty sessions of fuzzed messages: nobody else notices, nothing is left behind',
  { timeout: 600_000 },
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
    await until('the neighbour plays on', () => neighbour.frames >= frames + 9600);
    t.same([neighbour.wrong, neighbour.gaps, neighbour.broken], [0, 0, undefined]);
    neighbour.socket.destroy();
    await until('nobody is left', async () => (await mixer.stats()).length === 0);
    await until('all buses are free', () => mixer.busesInUse === 0);
  },
);
