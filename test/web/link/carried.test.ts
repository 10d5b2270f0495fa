import t from 'tap';
import { carriedIdentity, secureAddress } from '../../../src/web/link/carried.js';

t.test('the identity survives the step to the secure page, whatever the name', async (t) => {
  for (const name of ['Ana', 'Luz & Co / 100 %', '#?ñ 🎸', '']) {
    const who = { uuid: 'web-1', token: 'a_b-9', name };
    const { hash, host, protocol } = new URL(secureAddress('10.42.0.1', 5143, who));
    t.same([protocol, host], ['https:', '10.42.0.1:5143']);
    t.same(carriedIdentity(hash), who);
  }
});

t.test('any other address carries no identity', async (t) => {
  for (const hash of ['', '#/', '#/desk/box', '#/as/', '#/as/a', '#/as/a b/c/d', '#/as/a/<b>/d', '#/as/a/b/%E0%A4%A'])
    t.equal(carriedIdentity(hash), undefined, hash);
});
