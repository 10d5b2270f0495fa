/**
 * Every walk at one size and in one language, with the engineer's panic and the songs on the screen all the while. Says
 * what axe-core objects to, what a thumb would miss, what is wider than the screen, and what the walks themselves find.
 */
import type { Browser } from 'playwright-core';
import { command, newDevice, newEngineer } from '../../browser/harness/devices.js';
import { objections } from '../../browser/harness/objections.js';
import { type Visit, type VisitOptions, visit } from '../../browser/harness/visit.js';
import { WALKS } from '../../browser/walks/all-walks.js';
import { touches } from '../../browser/walks/fault-walks.js';
import { prepare, type Scene } from '../../browser/walks/walk.js';
import { Box } from '../../harness/box.js';
import { type Size, sizeText } from './sizes.js';

const PIN = '141421';
const ALL = [['touches', touches], ...WALKS] as const;

export interface Walked {
  readonly size: string;
  readonly locale: string;
  /** States that were looked at. */
  readonly states: number;
  readonly faults: readonly string[];
}

/** `only`: parts of walks' names, with commas between; '' for all. */
export async function walkAll(browser: Browser, size: Size, locale: string, only: string): Promise<Walked> {
  const box = await Box.start(['--source=tones:16', `--engineer-pin=${PIN}`]);
  const desk = await newEngineer(box, PIN, 'Marta');
  await prepare(box, desk);
  const faults: string[] = [];
  const wrong = (fault: string) => {
    faults.push(fault);
    console.log(fault);
  };
  let states = 0;
  const wanted = ALL.filter(([each]) => only.split(',').some((part) => each.includes(part)));
  for (const [name, walk] of wanted) {
    const visits: Visit[] = [];
    const where = `${sizeText(size)} ${locale} ${name}`;
    const open = async (options: VisitOptions = {}): Promise<Visit> => {
      const look = { theme: locale.startsWith('es') ? 'light' : 'dark' };
      const visited = await visit(browser, box, { viewport: size, locale, look, ...options });
      visits.push(visited);
      return visited;
    };
    const scene: Scene = {
      box,
      desk,
      open,
      musician: async (who, options = {}) => {
        const device = options.device ?? (await newDevice(box, who));
        const visited = await open({ ...options, device });
        await visited.screen.mixer();
        return { ...visited, device };
      },
      engineer: async (_, options = {}) => {
        const visited = await open({ hash: '#/desk/people', ...options, device: desk });
        await (options.hash?.startsWith('#/mix') ? visited.screen.mixer() : visited.screen.desk.waitFor());
        return { ...visited, device: desk };
      },
      seen: async (page, state) => {
        states++;
        for (const objection of await objections(page)) wrong(`${where}: ${state}: ${objection}`);
      },
      fault: (state, found) => {
        states++;
        for (const each of found) wrong(`${where}: ${state}: ${each}`);
      },
    };
    await command(box, desk, 'panic', { level: 'dim' });
    const begin = performance.now();
    await walk(scene).catch((error: Error) => wrong(`${where}: stopped: ${error.message.split('\n', 3).join(' ')}`));
    console.log(`${where}: ${states} states so far, ${Math.round((performance.now() - begin) / 1000)} s`);
    for (const { context, faults: thrown } of visits) {
      for (const error of thrown) wrong(`${where}: the page threw ${error}`);
      await context.close();
    }
  }
  await box.stop();
  return { size: sizeText(size), locale, states, faults };
}
