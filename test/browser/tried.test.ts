/**
 * The page that tries a phone, in Chromium: one tap, a result in every row, and the same in the saved file.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { triedTexts } from '../../src/web/i18n/tried-texts.js';
import type { Findings } from '../../src/web/tried/findings.js';
import { FIGURE_IDS, rowsOf } from '../../src/web/tried/judge.js';
import { INSECURE_HOST, newContext, SECURE_HOST } from './harness/chromium.js';
import { objections } from './harness/objections.js';
import { stage } from './harness/page-test.js';

const { box, browser } = await stage('--source=tones:2');
const SMALL = { width: 320, height: 568 };

/** Says that the page is hidden, or visible again, as a browser does. */
const SHOW = `globalThis.show = (state) => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange')); };`;

/** The figures in a report: its last line. */
const figuresOf = (report: string): Findings & { phone: string } => JSON.parse(report.trim().split('\n').at(-1)!);

/** Whether each try had the time that it needs. */
const whole = ({ figures, faults }: Findings) =>
  Object.keys(faults).length === 0 && figures.ring?.heard && figures.worklet !== 'silent' && figures.loop?.frames;

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  t.match(download.suggestedFilename(), /^tried-[\dT-]+\.txt$/);
  return readFile((await download.path())!, 'utf8');
}

for (const [host, locale] of [
  [INSECURE_HOST, 'en-GB'],
  [SECURE_HOST, 'es-ES'],
] as const)
  t.test(`every row has a result, and the saved file holds them: http://${host}, ${locale}`, async (t) => {
    const side = locale.startsWith('es') ? 1 : 0;
    const word = (key: keyof typeof triedTexts) => triedTexts[key][side];
    const { context, faults } = await newContext(browser, SHOW, { viewport: SMALL, locale });
    t.teardown(() => context.close());
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.goto(`http://${host}:${box.webPort}/tried?patient`);
    t.same(await objections(page), [], 'nothing to object to before');
    await page.getByRole('button', { name: word('start') }).click();
    await page.getByText(word('done')).waitFor();
    t.same(await objections(page), [], 'nothing to object to after');
    // A machine that stood still during a try proves nothing: once more.
    for (let i = 0; i < 3 && !whole(figuresOf(await page.getByLabel(word('report')).inputValue())); i++) {
      await page.getByRole('button', { name: word('again') }).click();
      await page.getByText(word('running').split(':')[0]!).waitFor();
      await page.getByText(word('done')).waitFor();
    }

    const rows = await page.getByRole('list').getByRole('listitem').allTextContents();
    t.equal(rows.length, FIGURE_IDS.length);
    const notTried = rows.filter((row) => row.includes(word('notYet')));
    t.equal(notTried.length, 1, `only the locked phone is not tried: ${notTried}`);

    await page.getByLabel(word('phone')).fill('Headless');
    const report = await saved(page, word('save'));
    const found = figuresOf(report);
    for (const { title, value } of rowsOf(found))
      t.ok(report.includes(`${title[0]}: `), `${title[0]} ${value.text[0]}`);
    t.equal(found.phone, 'Headless');
    t.equal(found.figures.secure, host === SECURE_HOST);
    t.same(found.faults, {}, 'every try came to a figure');
    t.ok(found.figures.shares && found.figures.ring?.heard, 'what is written into the ring is heard');
    t.equal(found.figures.worklet, host === SECURE_HOST ? 'plays' : 'absent');
    t.ok(found.figures.opus?.right, 'the decoder gives the right sound');
    t.ok(found.figures.loop!.frames > 0, 'frames come out before the browser’s own player');
    t.equal(found.figures.box?.failed, 0);
    t.notMatch(report, /token|uuid/i);
    t.same(
      asked.filter((request) => !request.startsWith('GET ')),
      [],
      'nothing is sent',
    );

    await page.getByRole('button', { name: word('awayStart') }).click();
    await page.getByText(word('awayNow')).waitFor();
    // Both the page and its worker must have begun.
    await page.waitForTimeout(500);
    await page.evaluate(`show('hidden')`);
    await page.waitForTimeout(3000);
    await page.evaluate(`show('visible')`);
    await page.getByRole('button', { name: word('awayStart') }).waitFor();
    const { away } = figuresOf(await saved(page, word('save'))).figures;
    t.ok(away !== undefined && away.seconds >= 2 && away.sound > 0 && away.answers > 0, JSON.stringify(away));
    t.same(faults, []);
  });
