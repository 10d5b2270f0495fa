import t from 'tap';
import { decodePath, plainAddress } from '../../src/net/http-message.js';

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

t.test('paths', (t) => {
  for (const [target, path] of [
    ['/', '/'],
    ['/a%20b?x=../y', '/a b'],
    ['/a/..', undefined],
    ['/a/%2E%2e/b', undefined],
    ['/a\\..\\b', undefined],
    ['/%00', undefined],
    ['/%', undefined],
    ['http://elsewhere/', undefined],
    ['', undefined],
    ['/...', '/...'],
  ] as const) {
    t.equal(decodePath(target), path, target);
  }
  t.end();
});
