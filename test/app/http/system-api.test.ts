import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { SYSTEM_REQUESTS, systemRoutes } from '../../../src/app/http/system-api.js';
import { servedRoutes } from '../../harness/served-routes.js';

/** A rule file with these countries, in the kernel's layout. */
function rulesOf(...countries: string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'system-rules-')), 'regulatory.db');
  const entries = countries.map((country) => Buffer.from([...Buffer.from(country), 0, 9]));
  // The data after the list looks like a country and is none.
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('RGDB\0\0\0\x14'), ...entries, Buffer.alloc(4), Buffer.from('UK\0\x09')]),
  );
  return file;
}

function box(role: 'engineer' | 'musician' | null = 'engineer', rulesFile = '/nowhere') {
  const stateFolder = mkdtempSync(join(tmpdir(), 'system-state-'));
  const requestFolder = mkdtempSync(join(tmpdir(), 'system-requests-'));
  const serve = servedRoutes(systemRoutes({ stateFolder, requestFolder, rulesFile }), role ?? undefined);
  const ask = async (method: string, path: string, body?: string) => {
    const reply = await serve({ method, path, body });
    return reply && { status: reply.status, body: JSON.parse(String(reply.body)) as Record<string, unknown> };
  };
  return { ask, stateFolder, requestFolder, left: () => readdirSync(requestFolder) };
}

t.test('only an engineer may send requests to the system; other paths are not handled here', async (t) => {
  t.equal((await box(null).ask('GET', '/api/system'))?.status, 401);
  const musician = box('musician');
  t.equal((await musician.ask('POST', '/api/system/reboot'))?.status, 403);
  t.strictSame(musician.left(), []);
  t.equal((await box().ask('GET', '/api/systems'))?.status, 404);
});

t.test('a request file is written whole, under its own name, with nothing beside it', async (t) => {
  const { ask, requestFolder, left } = box();
  t.equal(
    (await ask('POST', '/api/system/wifi', '{"mode":"join","join_ssid":"Hall 1","join_password":"a b\\"c\\\\12345"}'))
      ?.status,
    202,
  );
  t.strictSame(left(), ['wifi']);
  t.equal(
    readFileSync(join(requestFolder, 'wifi'), 'utf8'),
    'mode=join\njoin_ssid=Hall 1\njoin_password=a b"c\\12345\n',
  );
});

t.test('a request that cannot be executed is refused by the name of the value, and no file is written', async (t) => {
  const table: readonly [verb: string, body: string, status: number, path?: string][] = [
    ['wifi', '{"mode":"hotspot"}', 400, 'mode'],
    ['wifi', '{"join_ssid":"a\\nmode=off"}', 400, 'join_ssid'],
    ['wifi', '{"country":5}', 400, 'country'],
    ['wifi', '{"__proto__x":"1"}', 400, '__proto__x'],
    ['wifi', '{}', 400, ''],
    ['wifi', '{"security":"wep"}', 400, 'security'],
    ['wifi', '{"join_password":"short"}', 400, 'join_password'],
    ['wifi', '{"band":"5","channel":"6"}', 400, 'channel'],
    ['wifi', '{"band":"2.4","channel":"36"}', 400, 'channel'],
    ['wifi', '{"country":"UK"}', 400, 'country'],
    ['set-time', '{"seconds":12}', 400, 'seconds'],
    ['set-time', '{"seconds":"1800000000"}', 400, 'seconds'],
    ['factory-reset', '{}', 400, 'confirm'],
    ['factory-reset', '[]', 400],
    ['reboot', 'now', 400],
    ['format', '{}', 404],
    ['constructor', '{}', 404],
  ];
  for (const [verb, body, status, path] of table) {
    const { ask, left } = box('engineer', rulesOf('00', 'ES', 'GB'));
    const answer = await ask('POST', `/api/system/${verb}`, body);
    t.equal(answer?.status, status, `${verb} ${body}`);
    if (path !== undefined) t.match(answer?.body, { error: { path } }, `${verb} ${body}`);
    t.strictSame(left(), []);
  }
});

t.test(
  'a country is taken when the rules know it, or nobody knows what they know; no password is a password too',
  async (t) => {
    for (const [country, rules] of [
      ['GB', rulesOf('00', 'ES', 'GB')],
      ['UK', '/nowhere'],
    ] as const) {
      const { ask, requestFolder } = box('engineer', rules);
      t.equal((await ask('POST', '/api/system/wifi', `{"country":"${country}","join_password":""}`))?.status, 202);
      t.equal(readFileSync(join(requestFolder, 'wifi'), 'utf8'), `country=${country}\njoin_password=\n`);
    }
  },
);

t.test('it reports the Wi-Fi settings and the possible countries', async (t) => {
  const { ask, stateFolder } = box('engineer', rulesOf('00', 'GB', 'ES'));
  t.notOk((await ask('GET', '/api/system'))?.body.wifiSettings);
  writeFileSync(
    join(stateFolder, 'wifi-settings'),
    'mode=join\ncountry=ES\nband=5\nchannel=auto\nsecurity=wpa3\njoin_ssid=Hall "1" \\ = x\njoin_password_set=yes\n',
  );
  const { wifiSettings, wifiCountries } = (await ask('GET', '/api/system'))!.body;
  t.strictSame(wifiSettings, {
    mode: 'join',
    country: 'ES',
    band: '5',
    channel: 'auto',
    security: 'wpa3',
    join_ssid: 'Hall "1" \\ = x',
    join_password_set: true,
  });
  t.strictSame(wifiCountries, ['ES', 'GB']);
});

t.test('the requests are those the system executes', async (t) => {
  const program = readFileSync(new URL('../../../../system/usr/lib/stagebox/request', import.meta.url), 'utf8');
  const carriedOut = [...program.matchAll(/^ {4}([a-z-]+)\)/gm)].map(([, verb]) => verb);
  t.strictSame(Object.keys(SYSTEM_REQUESTS).sort(), carriedOut.sort());
});

t.test('it passes on what the system reports, or that there is no system', async (t) => {
  const { ask, stateFolder } = box();
  writeFileSync(
    join(stateFolder, 'update.json'),
    '{"state":"offered","message":"firmware 2.0.0 is on the stick","version":"2.0.0"}\n',
  );
  writeFileSync(join(stateFolder, 'data.state'), 'ok data partition is sound\n');
  writeFileSync(join(stateFolder, 'wifi.conf'), 'ssid=StageBox-ABCD\nqr=WIFI:T:WPA;S:StageBox-ABCD;P:x=y;;\n');
  t.match((await ask('GET', '/api/system'))?.body, {
    available: true,
    update: { state: 'offered', version: '2.0.0' },
    data: { state: 'ok', message: 'data partition is sound' },
    wifi: { ssid: 'StageBox-ABCD', qr: 'WIFI:T:WPA;S:StageBox-ABCD;P:x=y;;' },
  });
  const computer = servedRoutes(systemRoutes({ stateFolder: '/nowhere', requestFolder: '/nowhere' }), 'engineer');
  t.match(await computer({ method: 'GET', path: '/api/system' }), { status: 200, body: '{"available":false}' });
  t.match(await computer({ method: 'POST', path: '/api/system/reboot' }), { status: 409 });
});
