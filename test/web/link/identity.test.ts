import t from 'tap';
import { keepIdentity, loadIdentity } from '../../../src/web/link/identity.js';
import { keep } from '../../../src/web/link/storage.js';

t.test('a token saved without its box is used where none was ever saved with one', async (t) => {
  keep('fichatech_web_device_token', 'early');
  t.equal(loadIdentity('first').token, 'early');
});

t.test('the page shows a box only the token which that box gave', async (t) => {
  const { uuid } = loadIdentity('first');
  keepIdentity('first', { uuid, token: 'of-first', name: 'Ana' });
  t.equal(loadIdentity('first').token, 'of-first');
  t.equal(loadIdentity('second').token, undefined);
  keepIdentity('second', { uuid, token: 'of-second', name: 'Ana' });
  t.same(
    ['first', 'second', 'third'].map((serial) => loadIdentity(serial).token),
    ['of-first', 'of-second', undefined],
  );
  t.equal(loadIdentity('third').uuid, uuid, 'the uuid is public and stays');
});
