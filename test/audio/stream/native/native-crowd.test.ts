import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from '../../../harness/until.js';
import { controlPacket, handshake, NativeEar } from './native-client.js';
import { raw, start } from './native-rig.js';

t.test('garbage closes its own connection and nobody else’s', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', [0, 1]);
  const good = controlPacket(handshake('x'));
  const control = (text: string) => {
    const packet = controlPacket({});
    packet.writeUInt32BE(text.length, 12);
    return Buffer.concat([packet.subarray(0, 16), Buffer.from(text)]);
  };
  const huge = Buffer.from(good);
  huge.writeUInt32BE(16_385, 12);
  const audio = Buffer.from(good);
  audio[6] = 1;
  const sockets = await Promise.all(
    [
      'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
      Buffer.alloc(100_000, 0xff),
      huge,
      audio,
      control('no json'),
      control('[]'),
      control('{"type":"heartbeat"}'),
      Buffer.concat([controlPacket(handshake('gar')), Buffer.alloc(64)]),
      Buffer.concat([controlPacket(handshake('junk')), ...Array.from({ length: 20 }, () => control('{'))]),
    ].map((bytes) => raw(mixer.nativePort, bytes)),
  );
  mixer.run();
  await until('all were closed', () => sockets.every((socket) => socket.closed()));
  const before = ear.frames;
  await until('the other plays on', () => ear.frames > before + 4800);
  t.same([ear.wrong, ear.gaps, ear.broken], [0, 0, undefined]);
  t.same(
    mixer.events.filter(({ type }) => type === 'left').map((event) => 'reason' in event && event.reason),
    ['error', 'error'],
  );
  ear.socket.destroy();
});

t.test(
  'a client that says nothing is closed after five seconds; after its introduction it may be silent',
  { timeout: 600_000 },
  async (t) => {
    const mixer = await start(t);
    const ear = await NativeEar.join(mixer.nativePort, 'phone');
    const started = performance.now();
    const silent = await raw(mixer.nativePort);
    const half = await raw(mixer.nativePort, controlPacket(handshake('half')).subarray(0, 30));
    await until('one was closed', () => silent.closed() || half.closed());
    t.ok(performance.now() - started > 4_990, 'not before its time');
    await until('both were closed', () => silent.closed() && half.closed());
    t.notOk(ear.ended);
    ear.socket.destroy();
  },
);

t.test(
  'a client that stops reading: whole packets dropped by age, stalled after a second, back with fresh sound, nothing cut short',
  { timeout: 600_000 },
  async (t) => {
    const mixer = await start(t, 32);
    const all = Array.from({ length: 32 }, (_, n) => n);
    mixer.run();
    const ear = await NativeEar.join(mixer.nativePort, 'slow', all, 'float32');
    const neighbour = await NativeEar.join(mixer.nativePort, 'neighbour', [0, 1]);
    await until('it plays', () => ear.frames > 4800);
    ear.socket.pause();
    await mixer.until('stalled', 'slow');
    for (let gain = 0; gain < 50; gain++) {
      const mix = structuredClone(mixer.mixes.get('slow')!);
      mix.channels[0]!.gain = gain / 50;
      mixer.service.receive({ type: 'native-mix', device: 'slow', mix });
    }
    ear.socket.resume();
    await mixer.until('recovered', 'slow');
    const at = ear.frames;
    await until('it plays again', () => ear.frames > at + 9600);
    // Kilobytes from before the pause still lie in the kernel: what counts is what comes after them.
    await until('its sound is fresh', () => (mixer.position - ear.last!.position) / 48 < 200);
    t.equal(ear.broken, undefined, 'every packet was whole');
    t.equal(ear.wrong, 0);
    t.ok(ear.gaps >= 1, 'what was too old is missing');
    t.equal(ear.control.filter(({ type }) => type === 'mix_state').length, 51, 'no control packet was dropped');
    t.same([neighbour.wrong, neighbour.gaps, neighbour.broken], [0, 0, undefined]);
    ear.socket.destroy();
    neighbour.socket.destroy();
  },
);

t.test(
  'a reader of 1 kB/s, one dead, garbage, silence and 200 joins a second: the others hear every sample',
  { timeout: 600_000 },
  async (t) => {
    const mixer = await start(t, 8);
    mixer.run();
    const ears = await Promise.all(
      [[0], [0, 1], [0, 1, 2, 3, 4, 5, 6, 7], [5]].map((channels, i) =>
        NativeEar.join(mixer.nativePort, `good-${i}`, channels, i % 2 ? 'float32' : 'int16'),
      ),
    );
    const slow = connect({ port: mixer.nativePort, host: '127.0.0.1' });
    slow.on('error', () => undefined);
    slow.write(controlPacket(handshake('slow')));
    slow.write(controlPacket({ type: 'subscribe', client_id: 'slow', channels: [0, 1, 2, 3] }));
    slow.pause();
    const sip = setInterval(() => slow.read(100), 100);
    const dead = connect({ port: mixer.nativePort, host: '127.0.0.1' });
    dead.on('error', () => undefined);
    dead.write(controlPacket(handshake('dead')));
    dead.write(controlPacket({ type: 'subscribe', client_id: 'dead', channels: [0, 1, 2, 3] }));
    dead.pause();
    let churned = 0;
    const started = performance.now();
    while (performance.now() - started < 4000 || churned < 400) {
      for (let i = 0; i < 4; i++) {
        const socket = connect({ port: mixer.nativePort, host: '127.0.0.1' });
        socket.on('error', () => undefined);
        const kind = churned % 4;
        if (kind === 1) socket.write(Buffer.alloc(200, churned));
        if (kind === 2) socket.write(controlPacket(handshake(`churn-${churned % 50}`)));
        if (kind === 3) socket.write(controlPacket(handshake('churn')).subarray(0, 9));
        setTimeout(() => socket.destroy(), 15);
        churned++;
      }
      await sleep(18);
    }
    await mixer.until('stalled', 'dead');
    t.match(await mixer.until('left', 'dead'), { reason: 'stalled' });
    clearInterval(sip);
    for (const [i, ear] of ears.entries()) {
      await until('four seconds were heard', () => ear.frames > 4 * 48_000);
      t.same([ear.wrong, ear.gaps, ear.broken], [0, 0, undefined], `good-${i}`);
      ear.socket.destroy();
    }
    slow.destroy();
    dead.destroy();
  },
);
