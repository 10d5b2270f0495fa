/** The strip of an input on the desk: sliders, keys, the curve, copying, and what the box then has. */
import { EQ_PARAMETERS } from '../../src/wire/eq.js';
import type { StripSettings } from '../../src/wire/strip.js';
import { FLAT_STRIP } from '../../src/wire/strip.js';
import { until } from '../harness/until.js';
import { newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:3');
const desk = await newEngineer(box, PIN);

/** What the box has. */
async function stripOf(index: number): Promise<StripSettings> {
  const answer = (await (await box.fetch('/api/strips', { token: desk.token })).json()) as {
    strips: { index: number; strip: StripSettings }[];
  };
  return answer.strips[index]!.strip;
}

const has = (index: number, what: Partial<StripSettings>): Promise<unknown> =>
  until(`input ${index} has ${JSON.stringify(what)}`, async () => {
    const strip = await stripOf(index);
    return Object.entries(what).every(([name, value]) => strip[name as keyof StripSettings] === value);
  });

await pageTest('the high-pass and the bands by switch and key, in words and numbers', async ({ t, engineer }) => {
  const { page, screen, context } = await engineer('Desk', { device: desk, hash: '#/desk/channels', viewport: PHONE });
  await screen.input('250 Hz').click();
  const strip = screen.sheet.getByRole('region', { name: 'Sound of this input' });
  await strip.getByRole('switch', { name: 'Reverse polarity' }).click();
  await has(0, { invert: true });
  await strip.getByRole('switch', { name: 'High-pass' }).click();
  await strip.getByRole('radio', { name: '24' }).click();
  const from = strip.getByRole('slider', { name: 'High-pass from' });
  t.equal(await from.getAttribute('aria-valuetext'), '80 Hz');
  await from.press('ArrowRight');
  await has(0, { hpOn: true, hpSlope: 24, hpHz: 84 });
  await strip.getByRole('radio', { name: '100 Hz' }).click();
  const gain = strip.getByRole('slider', { name: 'Gain' });
  for (let press = 0; press < 6; press++) await gain.press('ArrowUp');
  await has(0, { eq1Db: 3 });
  t.equal(await gain.getAttribute('aria-valuetext'), '3.0 decibels');
  await strip.getByRole('slider', { name: 'Narrowness (Q)' }).press('Home');
  await strip.getByRole('switch', { name: 'Everything below, too' }).click();
  await has(0, { eq1Q: 0.3, eq1Shelf: false });
  t.match(await strip.getByRole('img').getAttribute('aria-label'), /100 Hz \+3\.0 dB/);
  t.same(await objections(page), []);
  await strip.getByRole('button', { name: 'Make it flat' }).click();
  await has(0, { ...FLAT_STRIP, invert: true });
  await context.close();
});

await pageTest('a band follows the finger that took hold of its point; another input takes it over', async (test) => {
  const { t, engineer } = test;
  const { page, screen, context } = await engineer('Desk', {
    device: desk,
    hash: '#/desk/channels',
    viewport: DESKTOP,
  });
  await screen.input('500 Hz').click();
  const curve = screen.sheet.getByRole('img', { name: /^Curve of the equaliser/ });
  await curve.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await curve.boundingBox())!;
  // The third band stands at 2.5 kHz and 0 dB.
  const start = x + width * (Math.log(2_500 / 20) / Math.log(1_000));
  const flat = await stripOf(1);
  // 40 of the drawing's 140 units above the point: beside it.
  await page.mouse.move(start, y + height / 2 - (height * 40) / 140);
  await page.mouse.down();
  await page.mouse.move(start, y + height / 2, { steps: 6 });
  await page.mouse.up();
  // At its edge: a finger that trembles there moves nothing.
  await page.mouse.move(start, y + height / 2 - (height * 20) / 140);
  await page.mouse.down();
  await page.mouse.move(start + 1, y + height / 2 - (height * 20) / 140);
  await page.mouse.up();
  await screen.sheet.getByRole('radio', { name: '2.5 kHz', checked: true }).waitFor();
  await page.mouse.move(start, y + height / 2 - (height * 20) / 140);
  await page.mouse.down();
  await page.mouse.move(start, y + height / 2 + (height * 50) / 140, { steps: 6 });
  await page.mouse.up();
  // From 20 units above the middle to 50 below is 70 units: 18 dB, and not the 13 dB of the place under the finger.
  await has(1, { ...flat, eq3Db: Math.max(-18, EQ_PARAMETERS.eq3Db.min ?? 0) });
  await screen.sheet.getByRole('button', { name: 'Make it flat' }).click();
  await has(1, flat);
  // The button may have scrolled the sheet.
  await curve.scrollIntoViewIfNeeded();
  const now = (await curve.boundingBox())!;
  await page.mouse.move(start, now.y + height / 2);
  await page.mouse.down();
  await page.mouse.move(start + width / 10, now.y + height / 4, { steps: 6 });
  await page.mouse.up();
  await has(1, { eq3Db: 9 });
  const moved = await stripOf(1);
  t.ok(moved.eq3Hz > 4_500 && moved.eq3Hz < 5_600, `an octave up: ${moved.eq3Hz} Hz`);
  await screen.sheet.getByRole('button', { name: 'Close' }).click();
  await screen.input('750 Hz').click();
  await screen.sheet.getByRole('combobox', { name: 'Take over from another input' }).selectOption({ index: 2 });
  await has(2, { eq3Db: 9, eq3Hz: moved.eq3Hz });
  const gain = screen.sheet.getByRole('slider', { name: 'Gain' });
  const khz = Math.round(moved.eq3Hz / 10) / 100;
  await screen.sheet.getByRole('radio', { name: `${khz} kHz` }).click();
  await until('the page shows it', async () => (await gain.getAttribute('aria-valuetext')) === '9.0 decibels');
  await context.close();
});

await pageTest(
  'gate and compressor by switch and key, in words and numbers, with what they take away',
  async (test) => {
    const { t, engineer } = test;
    const { page, screen, context } = await engineer('Desk', {
      device: desk,
      hash: '#/desk/channels',
      viewport: PHONE,
    });
    await screen.input('250 Hz').click();
    const strip = screen.sheet.getByRole('region', { name: 'Sound of this input' });
    await strip.getByRole('switch', { name: 'Compressor' }).press('Enter');
    const comp = strip.getByRole('region', { name: 'Compressor' });
    const threshold = comp.getByRole('slider', { name: 'Threshold' });
    t.equal(await threshold.getAttribute('aria-valuetext'), '-20.0 decibels');
    for (let press = 0; press < 8; press++) await threshold.press('ArrowLeft');
    await has(0, { compOn: true, compDb: -24 });
    const ratio = comp.getByRole('slider', { name: 'Ratio' });
    await ratio.press('End');
    await has(0, { compRatio: 20 });
    t.equal(await ratio.getAttribute('aria-valuetext'), '20.0 to one');
    await comp.getByRole('slider', { name: 'Knee' }).press('Home');
    const attack = comp.getByRole('slider', { name: 'Attack' });
    await attack.press('Home');
    t.equal(await attack.getAttribute('aria-valuetext'), '0.10 milliseconds');
    await comp.getByRole('slider', { name: 'Release' }).press('End');
    await comp.getByRole('slider', { name: 'Make-up gain' }).press('ArrowRight');
    await has(0, { compKneeDb: 0, compAttackMs: 0.1, compReleaseMs: 2000, compMakeupDb: 0.5 });
    t.match(
      await comp.getByRole('img').getAttribute('aria-label'),
      'Curve of the compressor: above -24.0 decibels, 20.0 to one',
    );
    // The tone stands at −12 dBFS, 12 dB over the threshold: 0.6 dB of them are left.
    const meter = comp.getByRole('meter', { name: 'Gain reduction' });
    await until('the page shows the reduction', async () =>
      /^1[01]\.\d/.test((await meter.getAttribute('aria-valuetext'))!),
    );
    await strip.getByRole('switch', { name: 'Gate' }).click();
    const gate = strip.getByRole('region', { name: 'Gate' });
    await gate.getByRole('slider', { name: 'Threshold' }).press('End');
    await gate.getByRole('slider', { name: 'Range' }).press('ArrowRight');
    await gate.getByRole('slider', { name: 'Hold', exact: true }).press('Home');
    await gate.getByRole('slider', { name: 'Release' }).press('Home');
    await has(0, { gateOn: true, gateDb: 0, gateRangeDb: 40.5, gateHoldMs: 10, gateReleaseMs: 10 });
    const gated = gate.getByRole('meter', { name: 'Gain reduction' });
    await until('the gate is closed', async () => (await gated.getAttribute('aria-valuetext')) === '40.5 decibels');
    t.same(await objections(page), []);
    for (const slider of await gate.getByRole('slider').all()) {
      const { height } = (await slider.boundingBox())!;
      if (height < 44) t.fail(`a slider is ${height} px high`);
    }
    await screen.sheet.getByRole('button', { name: 'Make it flat' }).click();
    await has(0, { compOn: false, gateOn: false, compDb: FLAT_STRIP.compDb });
    await context.close();
  },
);

await pageTest('a strip to start from, chosen by instrument; the polarity stays', async ({ t, engineer }) => {
  const { page, screen, context } = await engineer('Desk', { device: desk, hash: '#/desk/channels', viewport: PHONE });
  await screen.input('500 Hz').click();
  const strip = screen.sheet.getByRole('region', { name: 'Sound of this input' });
  await strip.getByRole('switch', { name: 'Reverse polarity' }).click();
  await has(1, { invert: true });
  await strip.getByRole('button', { name: 'Start from an instrument' }).press('Enter');
  const starts = page.getByRole('dialog', { name: 'A sound to start from' });
  t.match(
    await starts.getByRole('button', { name: /^Lead vocal/ }).textContent(),
    /High-pass 110 Hz · Compressor 3\.0:1/,
  );
  t.same(await objections(page), []);
  await starts.getByRole('button', { name: /^Lead vocal/ }).press('Enter');
  await has(1, { invert: true, hpOn: true, hpHz: 110, compOn: true, compDb: -22, eq3Db: 3, gateOn: false });
  await starts.waitFor({ state: 'detached' });
  t.equal(await strip.getByRole('slider', { name: 'High-pass from' }).getAttribute('aria-valuetext'), '110 Hz');
  await context.close();
});
