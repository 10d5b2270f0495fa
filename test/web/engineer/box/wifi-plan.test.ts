import t from 'tap';
import {
  changed,
  channelsOf,
  isOpen,
  lacksPassword,
  type WifiDraft,
  wifiRequest,
} from '../../../../src/web/engineer/box/wifi-plan.js';
import type { WifiSettings } from '../../../../src/wire/answers.js';

const OWN: WifiSettings = {
  mode: 'access-point',
  country: 'ES',
  band: '5',
  channel: '44',
  security: 'wpa3',
  join_password_set: false,
};
const HALL: WifiSettings = { ...OWN, mode: 'join', join_ssid: 'Hall 1', join_password_set: true };

t.test('only changed values are sent; a band and its channel go together', async (t) => {
  const table: readonly [what: string, now: WifiSettings, draft: WifiDraft, ask: unknown][] = [
    ['nothing', OWN, {}, undefined],
    ['the same again', OWN, { country: 'ES', band: '5', channel: '44' }, undefined],
    ['country', OWN, { country: 'GB' }, { country: 'GB' }],
    ['security', OWN, { security: 'wpa2' }, { security: 'wpa2' }],
    ['channel', OWN, { channel: '36' }, { band: '5', channel: '36' }],
    ['band', OWN, changed({}, { band: '2.4' }), { band: '2.4', channel: 'auto' }],
    ['off', OWN, { mode: 'off', channel: '36' }, { mode: 'off' }],
    [
      'join',
      OWN,
      { mode: 'join', join_ssid: 'Hall 1', join_password: 'a b"c\\12345' },
      { mode: 'join', join_ssid: 'Hall 1', join_password: 'a b"c\\12345' },
    ],
    ['join without a name', OWN, { mode: 'join', open: true }, { mode: 'join', join_ssid: '', join_password: '' }],
    ['the stored password stays', { ...HALL, mode: 'off' }, { mode: 'join' }, { mode: 'join', join_ssid: 'Hall 1' }],
    ['another password', HALL, { join_password: 'new-secret' }, { join_password: 'new-secret' }],
    [
      'back to the own Wi-Fi: nothing of the other',
      HALL,
      { mode: 'access-point', join_ssid: 'Typed' },
      { mode: 'access-point' },
    ],
  ];
  for (const [what, now, draft, ask] of table) t.strictSame(wifiRequest(now, draft), ask, what);
});

t.test('a change of band forgets the channel of the other one, and no other change does', async (t) => {
  t.strictSame(changed({ channel: '48', country: 'GB' }, { band: '2.4' }), {
    channel: 'auto',
    country: 'GB',
    band: '2.4',
  });
  t.strictSame(changed({ channel: '48' }, { country: 'GB' }), { channel: '48', country: 'GB' });
});

t.test('a network is joined without a password only when the user says that it has none', async (t) => {
  t.ok(lacksPassword(OWN, { mode: 'join', join_ssid: 'Hall 1' }));
  t.notOk(lacksPassword(OWN, { mode: 'join', join_ssid: 'Hall 1', open: true }));
  t.notOk(lacksPassword(OWN, { country: 'GB' }), 'its own Wi-Fi');
  t.notOk(lacksPassword(HALL, {}), 'the stored one');
  t.ok(lacksPassword(HALL, { join_ssid: 'Hall 2' }), 'it was another network’s');
  t.ok(isOpen({ ...HALL, join_password_set: false }, {}), 'stored as one without');
});

t.test('the list has the channels of the band that start at once, and the one already set', async (t) => {
  t.strictSame(channelsOf('2.4', 'auto').slice(0, 3), ['auto', '1', '2']);
  for (const channel of channelsOf('5', 'auto').slice(1))
    t.ok(Number(channel) <= 48 || Number(channel) >= 149, channel);
  t.ok(channelsOf('5', '100').includes('100'));
});
