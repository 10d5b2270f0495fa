/** The desk under the load of a large stage: 16 musicians who listen, half of them moving faders, and 64 inputs. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { command, type NamedDevice, newDevice, newEngineer } from '../../browser/harness/devices.js';
import { PHONE, TABLET, visit } from '../../browser/harness/visit.js';
import type { Box } from '../../harness/box.js';
import { until } from '../../harness/until.js';
import { FRAMES_S, floor, frameCells, framesWhile, LAPTOP, slow } from './frames.js';

/** The engineer's PIN of the box. */
export const PIN = '141421';
const MUSICIANS = 16;
/** Changes of levels by the musicians, per second. */
const CHANGES_HZ = 20;
const LISTENERS = fileURLToPath(new URL('../stream-listeners.js', import.meta.url));

/** Musicians turn inputs of their own mixes up and down until the returned function is called. */
function moveFaders(box: Box, band: readonly NamedDevice[]): () => void {
  let i = 0;
  const timer = setInterval(() => {
    const device = band[i % (band.length / 2)];
    const set = [{ p: 'gain', ch: i % 64, v: 0.5 + 0.4 * Math.sin(i / 20) }];
    i++;
    void command(box, device, `mix/${device.uuid}`, { set }).catch(() => undefined);
  }, 1000 / CHANGES_HZ);
  return () => clearInterval(timer);
}

/** Frames per second of the desk's two views, on each screen, beside an empty page. */
export async function deskPart(browser: Browser, box: Box, runs: number): Promise<string[]> {
  const desk = await newEngineer(box, PIN, 'Desk');
  const band: NamedDevice[] = [];
  for (let i = 1; i <= MUSICIANS; i++) band.push(await newDevice(box, `Musician ${i}`));
  const listeners = spawn(process.execPath, [
    LISTENERS,
    String(box.audioPort),
    ...band.map(({ uuid, token }) => `${uuid}:${token}`),
  ]);
  const still = moveFaders(box, band);
  const rows: string[] = [];
  try {
    for (const [name, viewport, view] of [
      ['phone 360 × 740, cards', PHONE, 'cards'],
      ['tablet 768 × 1024, cards', TABLET, 'cards'],
      ['tablet 768 × 1024, matrix', TABLET, 'matrix'],
      ['laptop 1440 × 900, matrix', LAPTOP, 'matrix'],
    ] as const)
      for (let run = 0; run < runs; run++) {
        const empty = await floor(browser, viewport);
        const { page, screen, context } = await visit(browser, box, {
          device: desk,
          viewport,
          hash: '#/desk/people',
          script: `try { localStorage.setItem('fichatech_web_desk_view', '${view}'); } catch { /* about:blank keeps nothing */ }`,
        });
        await until('everybody is on the desk', async () =>
          view === 'cards'
            ? screen.person(`Musician ${MUSICIANS}`).isVisible()
            : (await screen.columns()).length >= MUSICIANS,
        );
        const session = await slow(page);
        await page.waitForTimeout(2000);
        const frames = await framesWhile(page, session, () => page.waitForTimeout(FRAMES_S * 1000));
        await context.close();
        const cells = [name, empty.toFixed(1), frames.perSecond.toFixed(1), ...frameCells(frames)];
        rows.push(`| ${cells.join(' | ')} |`);
      }
  } finally {
    still();
    listeners.kill();
  }
  return [
    `${MUSICIANS} musicians who listen, ${CHANGES_HZ} changes of levels per second by half of them; ${FRAMES_S} s each.`,
    '',
    '| screen | frames/s, empty page | frames/s | interval p50 / p95 / p99, ms | script | style | layout | all tasks |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}
