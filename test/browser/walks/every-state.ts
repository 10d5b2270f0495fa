/** A test for each walk: axe-core and thumbs have nothing to object to in any state. */
import { newEngineer } from '../harness/devices.js';
import { objections } from '../harness/objections.js';
import { PIN, stage } from '../harness/page-test.js';
import { WALKS } from './all-walks.js';
import { prepare, type Scene } from './walk.js';

export async function testEveryState(locale: string, theme: 'dark' | 'light'): Promise<void> {
  const { box, pageTest } = await stage('--source=tones:6');
  const desk = await newEngineer(box, PIN, 'Marta');
  await prepare(box, desk);
  const look = { locale, look: { theme } };
  for (const [place, walk] of WALKS)
    await pageTest(`nothing to object to: ${place}, ${locale}, ${theme}`, async ({ t, open, musician, engineer }) => {
      const scene: Scene = {
        box,
        desk,
        open: (options) => open({ ...look, ...options }),
        musician: (name, options) => musician(name, { ...look, ...options }),
        engineer: (name, options) => engineer(name, { ...look, ...options }),
        seen: async (page, state) => {
          t.same(await objections(page), [], state);
        },
        fault: (state, found) => t.same(found, [], state),
      };
      await walk(scene);
    });
}
