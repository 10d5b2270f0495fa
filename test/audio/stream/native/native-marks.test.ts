import t from 'tap';
import type { SocketTuning } from '../../../../src/addon/sockets/socket-tuning.js';
import { markVoice, VOICE_MARKS } from '../../../../src/net/socket-buffers.js';
import { builtAddon } from '../../../addon/built-addon.js';
import { NativeEar } from './native-client.js';
import { start } from './native-rig.js';
import { Native3Ear } from './native3-client.js';

const addon = builtAddon();

t.test('sound is marked as voice: every accepted connection and the UDP port', async (t) => {
  if (addon === undefined) return t.plan(0, 'the native addon is not built');
  const mixer = await start(t);
  const marks = (port: number, remotePort: number) => {
    const found = addon.findConnection(port, '127.0.0.1', remotePort)!;
    return addon.mark(found.fd, found.cookie, {});
  };
  const raw = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  t.same(marks(mixer.nativePort, raw.socket.localPort!), VOICE_MARKS, 'protocol 2');
  const mixed = await Native3Ear.join(mixer.nativePort, 'tablet', { transport: 'udp', frames: 160 });
  t.same(marks(mixer.nativePort, mixed.socket.localPort!), VOICE_MARKS, 'protocol 3');
  const datagrams = addon.findDatagrams(mixed.udpFacts().port)!;
  t.same(addon.mark(datagrams.fd, datagrams.cookie, {}), VOICE_MARKS, 'UDP');
  t.same(mixer.warnings, []);
  raw.socket.destroy();
  mixed.close();
});

t.test('where the kernel sets no marks, one line says what applies; a closed socket is not an error', (t) => {
  const tuning = (holds: { dscp: number; priority: number } | undefined) =>
    ({ mark: () => holds }) as unknown as SocketTuning;
  const socket = { fd: 1, cookie: 1 };
  t.match(markVoice(tuning({ dscp: 46, priority: 0 }), socket), /DSCP 46, priority 0/);
  t.match(markVoice(tuning({ dscp: 0, priority: 6 }), socket), /DSCP 0, priority 6/);
  t.equal(markVoice(tuning(VOICE_MARKS as { dscp: number; priority: number }), socket), undefined);
  t.equal(markVoice(tuning(undefined), socket), undefined);
  t.end();
});
