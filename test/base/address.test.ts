import t from 'tap';
import { isOwnMachine, plainAddress } from '../../src/base/address.js';

t.test('addresses are shown in their usual form', (t) => {
  for (const [reported, plain] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:192.168.4.2', '192.168.4.2'],
    ['0000:0000:0000:0000:0000:ffff:7f00:0001', '127.0.0.1'],
    ['0000:0000:0000:0000:0000:0000:0000:0001', '::1'],
    ['fe80::1', 'fe80::1'],
    ['fe80::1%wlan0', 'fe80::1%wlan0'],
    ['', ''],
  ] as const) {
    t.equal(plainAddress(reported), plain, reported);
  }
  t.end();
});

t.test('only loopback addresses are this machine', (t) => {
  for (const own of ['127.0.0.1', '::ffff:127.0.0.1', '::1']) t.equal(isOwnMachine(own), true, own);
  for (const other of ['10.0.0.2', 'fe80::1', '::11', '127.0.0.10', '']) t.equal(isOwnMachine(other), false, other);
  t.end();
});
