import t from 'tap';
import { PageStorage } from '../../../src/web/link/storage.js';
import { Identity } from '../../../src/web/model/identity.js';
import { MapStorage } from '../browser.js';

function bench() {
  const stored = new MapStorage();
  return { stored, fresh: () => new Identity(new PageStorage(() => stored)) };
}

t.test('a token saved without its box is used where none was ever saved with one', async (t) => {
  const { stored, fresh } = bench();
  stored.setItem('fichatech_web_device_token', 'early');
  const identity = fresh();
  identity.open('first');
  t.equal(identity.token, 'early');
});

t.test('the page shows a box only the token which that box gave', async (t) => {
  const { fresh } = bench();
  const identity = fresh();
  identity.open('first');
  const { uuid } = identity;
  identity.keep({ uuid, token: 'of-first', name: 'Ana' });
  identity.open('second');
  t.equal(identity.token, undefined);
  identity.keep({ uuid, token: 'of-second', name: 'Ana' });
  const again = fresh();
  const tokens = ['first', 'second', 'third'].map((serial) => {
    again.open(serial);
    return again.token;
  });
  t.same(tokens, ['of-first', 'of-second', undefined]);
  t.equal(again.uuid, uuid, 'the uuid is public and stays');
  t.equal(again.name.value, 'Ana');
});

t.test('a uuid that belongs to another device is replaced, also for the next visit', async (t) => {
  const { fresh } = bench();
  const identity = fresh();
  identity.open('first');
  const before = identity.uuid;
  const after = identity.renew();
  t.not(after, before);
  t.match(after, /^web-[0-9a-f]{32}$/);
  const again = fresh();
  again.open('first');
  t.equal(again.uuid, after);
});

t.test('a uuid that the box cannot accept is replaced by a new one', async (t) => {
  const { stored, fresh } = bench();
  stored.setItem('fichatech_web_device_uuid', 'not a uuid');
  const identity = fresh();
  identity.open('first');
  t.match(identity.uuid, /^web-/);
});

t.test('an engineer is who the box says is one', async (t) => {
  const identity = bench().fresh();
  t.equal(identity.isEngineer.value, false);
  identity.role.value = 'engineer';
  t.equal(identity.isEngineer.value, true);
});
