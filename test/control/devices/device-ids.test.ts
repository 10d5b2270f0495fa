/** Which ids a device may have, at every entrance. */
import t from 'tap';
import { deviceId, isDeviceId } from '../../../src/control/devices/device-ids.js';
import { ask, startBox } from '../support/box.js';

const RESERVED = [
  'box',
  'engineer',
  'musician',
  'nobody',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
];

t.test('a device has its own id, never a reserved word or a property that every object has', async (t) => {
  for (const good of ['web-1', 'A_b-9', 'x'.repeat(64), 'Boxer', 'proto']) t.ok(isDeviceId(good), good);
  for (const bad of [...RESERVED, '', 'x'.repeat(65), 'a b', 'ä', 7, null]) {
    t.notOk(isDeviceId(bad), String(bad));
    t.throws(() => deviceId(bad, 'uuid'), { code: 'bad_uuid', details: { path: 'uuid' } });
  }
});

t.test(
  'a device that joins, or comes as a native client, under such a word is refused and nothing is registered',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    for (const uuid of RESERVED) {
      const { status, body } = await ask(box, 'POST', '/api/join', { body: { name: 'x', uuid } });
      t.match({ status, body }, { status: 400, body: { error: { code: 'bad_uuid', path: 'uuid' } } }, uuid);
      const common = { clientType: 'android', address: '10.0.0.1' };
      for (const protocolVersion of [2, 3]) {
        const hello = { ...common, protocolVersion, clientId: uuid };
        t.match(await box.control.authority.authorizeNative(hello), {
          ok: false,
          code: 'bad_uuid',
          message: /client_id/,
        });
        const named = { ...common, protocolVersion, clientId: 'x', deviceUuid: uuid };
        t.match(await box.control.authority.authorizeNative(named), {
          ok: false,
          code: 'bad_uuid',
          message: /device_uuid/,
        });
      }
    }
    t.match(box.control.stats(), { control: { devices: 0 } });
  },
);
