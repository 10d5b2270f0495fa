import t from 'tap';
import { PageStorage } from '../../../src/web/link/storage.js';
import { MapStorage } from '../browser.js';

t.test('values outlive the page where the browser stores them', async (t) => {
  const stored = new MapStorage();
  const storage = new PageStorage(() => stored);
  t.equal(storage.lasting, true);
  storage.keep('a:1', 'x');
  t.equal(new PageStorage(() => stored).recall('a:1'), 'x');
  t.equal(storage.anyKept('a:'), true);
  t.equal(storage.anyKept('b:'), false);
});

t.test('a browser that stores nothing still serves this page until it is closed', async (t) => {
  const storage = new PageStorage(() => {
    throw new Error('SecurityError');
  });
  t.equal(storage.lasting, false);
  storage.keep('a', 'x');
  t.equal(storage.recall('a'), 'x');
  t.equal(storage.anyKept('a'), true);
});

t.test('a full storage loses nothing while the page is open', async (t) => {
  const stored = new MapStorage();
  const storage = new PageStorage(() => stored);
  stored.setItem = () => {
    throw new Error('QuotaExceededError');
  };
  stored.getItem = () => {
    throw new Error('broken');
  };
  storage.keep('a', 'x');
  t.equal(storage.recall('a'), 'x');
});

t.test('JSON that does not parse counts as not stored', async (t) => {
  const storage = new PageStorage(() => new MapStorage());
  storage.keep('a', '{');
  t.same(storage.recallJson('a', { b: 1 }), { b: 1 });
  storage.keep('a', '{"b":2}');
  t.same(storage.recallJson('a', { b: 1 }), { b: 2 });
});
