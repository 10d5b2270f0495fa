/** Raw channels are expensive: a crowd that takes them all must leave room for the musicians. */

import t from 'tap';
import { RAW_MBITS, RawShare } from '../../../../src/audio/stream/native/raw-share.js';
import { until } from '../../../harness/until.js';
import { NativeEar } from './native-client.js';
import { start } from './native-rig.js';

t.test(
  'raw channels have a limit per address and in all; a better claim has its room, the box itself no limit',
  async (t) => {
    const share = new RawShare();
    const out: number[] = [];
    const take = (connection: number, address: string, mbits: number, standing: 'known' | 'newcomer' = 'newcomer') =>
      share.take(connection, { address, standing }, mbits, () => out.push(connection));
    t.ok(take(1, 'a', 50) && take(2, 'a', 50));
    t.notOk(take(3, 'a', 1), 'beyond what one address may have');
    t.ok(take(2, 'a', 40), 'who takes less gives back');
    t.ok(take(3, 'a', 10));
    t.ok(take(4, 'b', 100));
    t.notOk(take(5, 'c', 150, 'known'), 'more than one address may have');
    t.ok(take(5, 'c', 20, 'known'));
    t.same(out, [4], 'the newest of the address that holds most');
    share.gone(1);
    t.ok(take(6, 'd', 120 - RAW_MBITS.share + 80));
    for (let n = 10; n < 40; n++) t.ok(take(n, '127.0.0.1', 50));
  },
);

t.test(
  'a client beyond the share is let in, learns that no channel is on, and hears them once there is room',
  async (t) => {
    const mixer = await start(t, 32);
    mixer.run();
    const all = Array.from({ length: 32 }, (_, n) => n);
    // 49 Mbit/s each: two fit.
    const ears: NativeEar[] = [];
    for (let n = 0; n < 2; n++)
      ears.push(await NativeEar.join(mixer.nativePort, `loud-${n}`, all, 'float32', '127.0.0.2'));
    const late = await NativeEar.join(mixer.nativePort, 'late', all, 'float32', '127.0.0.2');
    t.same((await late.until('subscription_confirmed')).channels, []);
    t.ok(
      mixer.warnings.some((line) => /Mbit\/s/.test(line)),
      'and it learns that',
    );
    const other = await NativeEar.join(mixer.nativePort, 'other', [0, 1], 'int16', '127.0.0.3');
    await until('another address has its sound', () => other.frames > 4800);
    t.equal(late.frames, 0);
    ears[0]!.socket.destroy();
    await until('it hears them when there is room', () => late.frames > 4800);
    t.same(
      (await late.until('mix_state', late.control.filter(({ type }) => type === 'mix_state').length)).channels,
      all,
    );
    t.same([late.wrong, late.broken], [0, undefined]);
    for (const ear of [ears[1]!, late, other]) ear.socket.destroy();
  },
);
