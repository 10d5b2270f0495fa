import t from 'tap';
import { NativeLink } from '../../../src/listen/native-link.js';
import { Box } from '../../harness/box.js';
import { Controller } from '../../harness/controller.js';
import { NativeListener } from '../../harness/native-listener.js';
import { until } from '../../harness/until.js';

t.test(
  'a locked mix and native clients: each refused change is answered with the mix that holds',
  { timeout: 600_000 },
  async (t) => {
    const box = await Box.start(['--source', 'tones:2', '--engineer-pin', '135790']);
    t.teardown(() => box.kill());
    const desk = await box.join('desk');
    const pin = { method: 'POST', token: desk.token, body: JSON.stringify({ pin: '135790' }) };
    t.equal((await box.fetch('/api/engineer', pin)).status, 200);
    const engineer = await Controller.connect(box, desk);
    t.teardown(() => engineer.end());

    await t.test('protocol 2: mix_state', async (t) => {
      const phone = await NativeListener.connect(box, { uuid: 'old-phone', channels: [0], format: 'int16' });
      t.teardown(() => phone.close());
      phone.send({ type: 'update_mix', gains: { 0: 0.25 } });
      const state = async () => {
        phone.control.length = 0;
        phone.send({ type: 'get_client_state' });
        return (await phone.until('mix_state')).gains as Record<string, number>;
      };
      await until('the change is there', async () => (await state())[0] === 0.25);
      t.ok((await engineer.command('device/old-phone', { action: 'lock', lock: 'engineer' })).ok);
      phone.control.length = 0;
      phone.send({ type: 'update_mix', gains: { 0: 0.75 }, channels: [0, 1] });
      t.match(await phone.until('mix_state'), { channels: [0], gains: { 0: 0.25 } });
    });

    await t.test('protocol 3: the refusal and a snapshot', async (t) => {
      const device = await box.join('app');
      t.ok((await engineer.command(`device/${device.uuid}`, { action: 'lock', lock: 'nobody' })).ok);
      const heard: Record<string, unknown>[] = [];
      const link = new NativeLink(
        { host: '127.0.0.1', port: box.nativePort, ...device, device: device.uuid, audio: { enabled: false } },
        { sound: () => undefined, control: (message) => heard.push({ ...message }), closed: () => undefined },
      );
      t.teardown(() => link.close());
      await until('the answer came', () => heard.length > 0);
      const set = [{ p: 'gain', ch: 0, v: 0.75 }];
      link.send({ type: 'publish', topic: `sb/1/cmd/mix/${device.uuid}`, payload: { op: 'try', set } });
      await until('the snapshot came', () => heard.some(({ topic }) => topic === `sb/1/mix/${device.uuid}/snapshot`));
      t.match(
        heard.filter(({ type }) => type === 'message'),
        [
          { topic: `sb/1/reply/${device.uuid}`, payload: { op: 'try', ok: false, code: 'mix_locked', allowed: [] } },
          { payload: { uuid: device.uuid, channels: [{ index: 0, gain: 0.5 }] } },
        ],
      );
    });
    t.equal((await box.stop()).code, 0);
  },
);
