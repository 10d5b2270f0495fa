/**
 * Replaces the system under the box, which a test computer does not have: its folders, in
 * a temporary place, behind the box's own `/api/system`. Requests are taken out of the
 * folder. Those for the Wi-Fi are applied to the settings that the system reports.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { systemRoutes } from '../../../src/app/http/system-api.js';
import { servedRoutes } from '../../harness/served-routes.js';

const SAYS: Readonly<Record<string, string>> = {
  'update.json': '{"state":"confirmed","message":"","running":"1.1.0"}',
  'data.state': 'ok',
  'radio.state': 'access-point band 5 GHz, channel 44, country ES.',
  'wifi.conf': 'ssid=StageBox-A1B2\npassword=tiger-lamp-42\npage=http://192.168.77.1/\n',
  'wifi-settings': 'mode=access-point\ncountry=ES\nband=5\nchannel=44\nsecurity=wpa3\njoin_password_set=no\n',
};
/** Four countries in the kernel's form: two letters and where their rules are. */
const RULES = Buffer.from('RGDB\0\0\0\x14AR\0\x01ES\0\x01GB\0\x01US\0\x01\0\0\0\0', 'latin1');

export interface StandIn {
  /** The requests so far: the verb, a blank, the request as the system finds it. */
  readonly asked: string[];
  end(): void;
}

/**
 * Installed under a page before it asks. `says` replaces files of the state folder;
 * without `countries` no rules are known.
 */
export async function standInSystem(
  page: Page,
  { says = {}, countries = true }: { says?: Readonly<Record<string, string>>; countries?: boolean } = {},
): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'system-'));
  const requestFolder = mkdtempSync(join(tmpdir(), 'system-requests-'));
  for (const [name, text] of Object.entries({ ...SAYS, ...says })) writeFileSync(join(folder, name), text);
  const rulesFile = join(folder, 'regulatory.db');
  if (countries) writeFileSync(rulesFile, RULES);
  const serve = servedRoutes(systemRoutes({ stateFolder: folder, requestFolder, rulesFile }), 'engineer');
  const asked: string[] = [];

  const carryOut = (verb: string) => {
    const text = readFileSync(join(requestFolder, verb), 'utf8');
    rmSync(join(requestFolder, verb));
    asked.push(`${verb} ${text}`);
    if (verb !== 'wifi') return;
    const settings = new Map(
      [...`${readFileSync(join(folder, 'wifi-settings'), 'utf8')}${text}`.matchAll(/^(\w+)=(.*)$/gm)].map(
        ([, name, value]) => [name, value],
      ),
    );
    const password = settings.get('join_password');
    settings.delete('join_password');
    if (password !== undefined) settings.set('join_password_set', password === '' ? 'no' : 'yes');
    writeFileSync(join(folder, 'wifi-settings'), [...settings].map(([name, value]) => `${name}=${value}\n`).join(''));
  };

  await page.route('**/api/system**', async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const body = request.postData() ?? '';
    const reply = await serve({ method: request.method(), path: url.pathname, query: url.searchParams, body });
    if (existsSync(requestFolder)) for (const verb of readdirSync(requestFolder)) carryOut(verb);
    await route.fulfill({ status: reply!.status, headers: reply!.headers, body: String(reply!.body) });
  });
  return {
    asked,
    end: () => {
      for (const one of [folder, requestFolder]) rmSync(one, { recursive: true, force: true });
    },
  };
}
