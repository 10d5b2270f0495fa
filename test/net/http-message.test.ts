import t from 'tap';
import { decodePath } from '../../src/net/http-message.js';

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
