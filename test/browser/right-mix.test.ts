/**
 * The main job, in a real browser, on the real box and its real page. Only the channels that are on are heard, at the
 * levels and sides that the faders show.
 */
import type { Page } from 'playwright-core';
import { Box } from '../harness/box.js';
import { Controller } from '../harness/controller.js';
import { PATIENCE_MS } from '../harness/patience.js';
import { INSECURE_HOST, SECURE_HOST } from './harness/chromium.js';
import { newEngineer } from './harness/devices.js';

import { channelLevels, db, panGains, partsOf } from './harness/levels.js';
import { HEARD_FRAMES, hear } from './harness/page-audio.js';
import { type PageTest, PIN, PIN_FLAG, stageWithoutBox } from './harness/page-test.js';
import { identityOf } from './harness/visit.js';

const CHANNELS = 16;
/** Level of each tone at its source. */
const TONE_DB = -12;

interface Send {
  readonly ch: number;
  readonly gain: number;
  readonly pan: number;
}

/** Listens until the sound matches the faders, or patience ends; returns the differences. */
async function wrongIn(page: Page, sends: readonly Send[], master: number): Promise<string[]> {
  let fewest: string[] = [];
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    await page.waitForTimeout((HEARD_FRAMES / 48) * 1.1);
    fewest = [];
    for (const part of partsOf(await hear(page))) {
      const faults = faultsIn(channelLevels(part, CHANNELS), sends, master);
      if (faults.length === 0) return [];
      if (fewest.length === 0 || faults.length < fewest.length) fewest = faults;
      // Silence in a part proves nothing.
      if (sends.length === 0) break;
    }
  }
  return fewest;
}

/** Silence, dBFS. The page plays Opus, whose own noise beside the tones lies below −60 dBFS. */
const SILENT_DB = -55;

/** Differences between the sound and the faders. */
function faultsIn(
  levels: readonly { left: number; right: number }[],
  sends: readonly Send[],
  master: number,
): string[] {
  return levels.flatMap((level, ch) => {
    const send = sends.find((each) => each.ch === ch);
    return (['left', 'right'] as const).flatMap((side) => {
      const expected = send ? TONE_DB + db(send.gain * panGains(send.pan)[side] * master) : Number.NEGATIVE_INFINITY;
      const heard = level[side];
      const right = expected < SILENT_DB ? heard < SILENT_DB : Math.abs(heard - expected) <= 0.5;
      return right ? [] : [`channel ${ch} ${side}: ${heard.toFixed(1)} dB, the faders say ${expected.toFixed(1)}`];
    });
  });
}

/** All parameters of a mix in which only `sends` are on. */
function asCommands(sends: readonly Send[], master: number) {
  return [
    ...Array.from({ length: CHANNELS }, (_, ch) => ({ p: 'on', ch, v: sends.some((send) => send.ch === ch) })),
    ...sends.flatMap(({ ch, gain, pan }) => [
      { p: 'gain', ch, v: gain },
      { p: 'pan', ch, v: pan },
    ]),
    { p: 'master', v: master },
  ];
}

/** The path of the listening page, as it reports it to the box. */
async function pathOf(box: Box): Promise<unknown> {
  const { listeners } = (await box.json('/api/health')) as {
    listeners: { report?: { path: string } }[];
  };
  return listeners.find((each) => each.report?.path !== undefined)?.report?.path;
}

const MIX_A: readonly Send[] = [
  { ch: 0, gain: 1, pan: 0 },
  { ch: 3, gain: 0.25, pan: -1 },
  { ch: 8, gain: 0.7, pan: 0.6 },
];

const { pageTest } = await stageWithoutBox();

/** A box, a musician who has just joined on its page, and an engineer beside it. */
async function joined({ t, open }: PageTest, host: string) {
  const box = await Box.start(['--source', 'tones', PIN_FLAG]);
  t.teardown(() => box.stop());
  const desk = await Controller.connect(box, await newEngineer(box, PIN));
  t.teardown(() => desk.end());
  const { page, screen } = await open({ box, host });
  await screen.enterName('Ana');
  await screen.button('skip').click();
  await screen.mixer();
  return { box, page, screen, desk, uuid: (await identityOf(page)).uuid };
}

for (const [host, secure] of [
  [INSECURE_HOST, false],
  [SECURE_HOST, true],
] as const) {
  await pageTest(
    `${secure ? 'secure' : 'insecure'} origin: the page plays the mix the faders say, and follows a second client's fader`,
    async (test) => {
      const { t } = test;
      const { box, page, screen, uuid, desk } = await joined(test, host);
      t.equal(await page.evaluate('isSecureContext'), secure);
      t.equal(await page.evaluate(`'audioWorklet' in AudioContext.prototype`), secure);
      t.match(await desk.set(asCommands(MIX_A, 1), uuid), { ok: true });
      await screen.listen.click();
      await page.waitForTimeout(1500);
      t.same(await wrongIn(page, MIX_A, 1), [], 'as set before the first tap');
      t.match(await pathOf(box), secure ? /^worklet$/ : /^(ring|buffers)$/, 'by a way that this origin allows');

      const moved = MIX_A.map((send) => (send.ch === 8 ? { ...send, gain: 0.1, pan: -0.4 } : send));
      t.match(
        await desk.set(
          [
            { p: 'gain', ch: 8, v: 0.1 },
            { p: 'pan', ch: 8, v: -0.4 },
          ],
          uuid,
        ),
        { ok: true },
      );
      t.same(await wrongIn(page, moved, 1), [], 'after another moved a fader and a pan');

      t.match(
        await desk.set(
          [
            { p: 'solo', ch: 3, v: true },
            { p: 'master', v: 0.5 },
          ],
          uuid,
        ),
        { ok: true },
      );
      const soloed = moved.filter((send) => send.ch === 3);
      t.same(await wrongIn(page, soloed, 0.5), [], 'solo and master');

      t.match(
        await desk.set(
          [
            { p: 'solo', ch: 3, v: false },
            { p: 'mute', ch: 0, v: true },
          ],
          uuid,
        ),
        { ok: true },
      );
      const muted = moved.filter((send) => send.ch !== 0);
      t.same(await wrongIn(page, muted, 0.5), [], 'mute');

      t.match(
        await desk.set(
          [
            { p: 'on', ch: 3, v: false },
            { p: 'on', ch: 8, v: false },
          ],
          uuid,
        ),
        { ok: true },
      );
      t.same(await wrongIn(page, [], 0.5), [], 'nothing on: nothing heard');
    },
  );
}

await pageTest('a fader moved on a second page changes what the first one plays, and shows on both', async (test) => {
  const { t, engineer } = test;
  const { box, page, screen, uuid, desk } = await joined(test, INSECURE_HOST);
  const sends = [
    { ch: 1, gain: 0.5, pan: 0 },
    { ch: 5, gain: 0.5, pan: 0 },
  ];
  t.match(await desk.set(asCommands(sends, 1), uuid), { ok: true });
  await screen.listen.click();
  await page.waitForTimeout(1000);
  t.same(await wrongIn(page, sends, 1), []);
  const { page: secondPage, screen: second } = await engineer('Bea', { box });
  await second.person('Ana').getByRole('button', { name: 'Mix Ana' }).click();
  await second.fader(5).focus();
  for (let step = 0; step < 12; step++) await secondPage.keyboard.press('ArrowDown');
  let shown = await second.shownDb(5);
  for (let before = Number.NaN; before !== shown; shown = await second.shownDb(5)) {
    before = shown;
    await secondPage.waitForTimeout(500);
  }
  t.ok(shown < -9, `the second page shows ${shown} dB`);
  const moved = [sends[0]!, { ch: 5, gain: 10 ** (shown / 20), pan: 0 }];
  t.same(await wrongIn(page, moved, 1), [], `the first plays ${shown} dB`);
  t.equal(await screen.shownDb(5), shown, 'and shows it');
});
