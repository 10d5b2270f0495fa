import { mkdtempSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createLabelPage, isOnTheCable } from '../../../src/app/http/label-page.js';
import type { HttpRequest } from '../../../src/net/socket-server.js';

const v4 = (address: string) => ({ address, family: 'IPv4' }) as NetworkInterfaceInfo;
const CABLE = { lo: [v4('127.0.0.1')], eth0: [v4('169.254.7.1')], wlan0: [v4('192.168.77.1')] };
const wifiFile = join(mkdtempSync(join(tmpdir(), 'label-')), 'wifi.conf');
writeFileSync(wifiFile, 'ssid=StageBox-AB<C\npassword=aaaa-bbbb\nqr=WIFI:T:WPA;S:x;P:y;;\npage=http://192.168.77.1/\n');

const request = (remoteAddress: string, path = '/label', method = 'GET') =>
  ({ remoteAddress, path, method }) as HttpRequest;
const page = (interfaces: Record<string, NetworkInterfaceInfo[]> = CABLE) =>
  createLabelPage({ engineerPin: () => '123456', wifiFile, interfaces: () => interfaces });

t.test('only a computer alone on a cable with the box counts as plugged into it', async (t) => {
  t.equal(isOnTheCable('169.254.9.9', CABLE), true);
  t.equal(isOnTheCable('192.168.77.42', CABLE), false, 'a phone on the Wi-Fi');
  t.equal(isOnTheCable('127.0.0.1', CABLE), false);
  t.equal(
    isOnTheCable('169.254.9.9', { ...CABLE, eth0: [v4('169.254.7.1'), v4('10.0.0.5')] }),
    false,
    'a link-local address on a network with others is anybody’s',
  );
  t.equal(isOnTheCable('169.254.9.9', { wlan0: [v4('169.254.7.1')] }), false, 'a radio is no cable');
});

t.test('the cable gets both QR codes and everything in letters', async (t) => {
  const answer = page()(request('169.254.9.9'));
  t.equal(answer?.status, 200);
  const body = String(answer?.body);
  t.equal(body.match(/<svg/g)?.length, 2);
  for (const text of ['StageBox-AB&#60;C', 'aaaa-bbbb', 'http://192.168.77.1/', '123456'])
    t.ok(body.includes(text), text);
  t.equal(answer?.headers?.['cache-control'], 'no-store');
});

t.test('others learn nothing, and other paths and places are not touched', async (t) => {
  const refused = page()(request('192.168.77.42'));
  t.equal(refused?.status, 403);
  t.notMatch(String(refused?.body), /aaaa-bbbb|123456/);
  t.equal(page()(request('169.254.9.9', '/')), undefined);
  t.equal(page()(request('169.254.9.9', '/label', 'POST')), undefined);
  const elsewhere = createLabelPage({ engineerPin: () => '1', wifiFile: `${wifiFile}.none`, interfaces: () => CABLE });
  t.equal(elsewhere(request('169.254.9.9')), undefined);
});
