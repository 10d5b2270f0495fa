import t from 'tap';
import { type AirClaimant, admit } from '../../../src/control/radio/air-admission.js';
import type { AirListener } from '../../../src/control/radio/air-plan.js';
import { crowd, fixed, listener } from './listeners.js';

type Standing = AirClaimant['standing'];
const claimant = (one: AirListener, standing: Standing = 'known'): AirClaimant => ({
  listener: one,
  address: `192.168.77.${10 + Number(one.key.split(' ')[1])}`,
  standing,
});
const held = (count: number, name: 'weak' | 'fair' | 'good', standing: Standing = 'known'): AirClaimant[] =>
  crowd(count, name).map((one) => claimant(one, standing));

/** How many come in, one after the other, until the first is refused. */
function admitted(name: 'weak' | 'fair' | 'good', way: 'rtp' | 'websocket'): number {
  const inside: AirClaimant[] = [];
  for (let i = 0; i < 60; i++) {
    const next = claimant(listener(`web ${i}`, name, { way }));
    if (!admit(inside, next).ok) break;
    inside.push(next);
  }
  return inside.length;
}

t.test('by RTP at least 25 come in on fair links, and more on good ones; the next is refused', async (t) => {
  const fair = admitted('fair', 'rtp');
  const good = admitted('good', 'rtp');
  t.ok(fair >= 25 && fair < 40, `${fair} on fair links`);
  t.ok(good > fair && good < 60, `${good} on good links`);
  t.ok(admitted('fair', 'websocket') < fair, 'acknowledgements of TCP cost air');
});

t.test('R43 a newcomer that does not fit is refused; among equals nobody who plays must go', async (t) => {
  const full = held(26, 'fair');
  t.strictSame(admit(full, claimant(listener('web 50', 'weak'))), { ok: false, safe: false });
});

t.test('a refused newcomer that would fit with the longest packets learns so', async (t) => {
  const full = held(26, 'fair');
  const alike = listener('web 50', 'fair');
  const verdict = admit(full, claimant(alike, 'newcomer'));
  t.strictSame(verdict, { ok: false, safe: true });
  const safe = { ...alike, choice: { codec: 'opus', shortest: 960 } } as const;
  t.strictSame(admit(full, claimant(safe, 'newcomer')), { ok: true, displaced: [] });
});

t.test('R43 an engineer and a known device come before newcomers, newest first', async (t) => {
  const newcomers = held(26, 'fair', 'newcomer');
  for (const standing of ['engineer', 'known'] as const) {
    const verdict = admit(newcomers, claimant(listener('web 50', 'fair'), standing));
    t.strictSame(verdict, { ok: true, displaced: ['web 25'] }, standing);
  }
  t.match(admit(newcomers, claimant(listener('web 50', 'fair'), 'newcomer')), { ok: false });
  t.match(admit(held(26, 'fair', 'engineer'), claimant(listener('web 50', 'fair'))), { ok: false });
});

t.test('a device that comes back takes its own place', async (t) => {
  const full = held(26, 'fair');
  t.strictSame(admit(full, claimant(listener('web 3', 'fair'))), { ok: true, displaced: [] });
});

t.test('a listener that keeps its PCM needs the air that it takes', async (t) => {
  const raw = fixed('web 50', 'fair', { codec: 'pcm', frames: 480, copies: 0 }, 'websocket');
  t.strictSame(admit(held(22, 'fair'), claimant(raw, 'newcomer')), { ok: false, safe: false });
  t.strictSame(admit(held(12, 'fair'), claimant(raw, 'newcomer')), { ok: true, displaced: [] });
});

t.test('where nothing is known of the radio, everybody comes in', async (t) => {
  const unknown = crowd(60, 'weak', { link: undefined }).map((one) => claimant(one, 'newcomer'));
  t.strictSame(admit(unknown, claimant(listener('web 61', 'weak', { link: undefined }), 'newcomer')), {
    ok: true,
    displaced: [],
  });
});

t.test('R43 a device that comes back takes its own place, even if links got worse and all take too much', async (t) => {
  const crowded = held(30, 'fair');
  t.strictSame(admit(crowded, claimant(listener('web 3', 'fair'))), { ok: true, displaced: [] });
  t.match(admit(crowded, claimant(listener('web 3', 'weak'))), { ok: false }, 'but not for more than it had');
  t.match(admit(crowded, claimant(listener('web 50', 'fair'))), { ok: false });
});
