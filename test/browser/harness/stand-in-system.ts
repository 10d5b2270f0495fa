/** What the system under the box answers at `/api/system`, by `docs/protocol.md`: a computer that runs tests has no such system. */
import type { Page } from 'playwright-core';

export interface Asked {
  readonly verb: string;
  readonly body: unknown;
}

export const SYSTEM = {
  available: true,
  update: { state: 'confirmed', message: '', running: '1.1.0' },
  data: { state: 'ok', message: '' },
  radio: { state: 'access-point', message: 'band 5 GHz, channel 44, country ES.' },
  wifi: { ssid: 'StageBox-A1B2', password: 'tiger-lamp-42', page: 'http://192.168.77.1/' },
  wifiSettings: {
    mode: 'access-point',
    country: 'ES',
    band: '5',
    channel: '44',
    security: 'wpa3',
    join_password_set: false,
  } as Record<string, unknown>,
  wifiCountries: ['AR', 'ES', 'GB', 'US'] as readonly string[] | undefined,
};

/** Put under a page before it asks. `asked` is what the page asked for; `refuse` is answered to the next request instead. */
export async function standInSystem(page: Page, system: Partial<typeof SYSTEM> = {}) {
  const state = { asked: [] as Asked[], refuse: undefined as { path: string; allowed: string } | undefined };
  const now = { ...SYSTEM, ...system };
  await page.route('**/api/system**', async (route) => {
    const request = route.request();
    if (request.method() === 'GET') return route.fulfill({ json: now });
    const { path, allowed } = state.refuse ?? {};
    state.refuse = undefined;
    if (path !== undefined)
      return route.fulfill({
        status: 400,
        json: { error: { code: 'bad_value', message: `${path}: it takes ${allowed}`, path, allowed } },
      });
    const body = request.postDataJSON() as Record<string, unknown>;
    const verb = request.url().replace(/.*\//, '');
    state.asked.push({ verb, body });
    if (verb === 'wifi') {
      const { join_password, ...settings } = body;
      const secret = join_password === undefined ? {} : { join_password_set: join_password !== '' };
      now.wifiSettings = { ...now.wifiSettings, ...settings, ...secret };
    }
    return route.fulfill({ status: 202, json: { ok: true } });
  });
  return state;
}
