/**
 * The player alone on a page: one button, its state in `globalThis.state`, bundled from the sources as the real
 * page's build does.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { ListenState } from '../../../src/web/listen/listener-api.js';
import { PATIENCE_MS } from '../../harness/patience.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const PAGE = `<!doctype html><meta charset="utf-8"><title>Listen</title><link rel="icon" href="data:,">
<button id="listen">Listen</button><script src="/page.js"></script>`;

const SCRIPT = `
import { createListener } from './src/web/listen/listener.ts';
const query = new URLSearchParams(location.search);
globalThis.states = [];
globalThis.listener = createListener({
  url: 'ws://' + location.hostname + ':' + (query.get('audio') ?? location.port) + '/audio',
  deviceUuid: query.get('device') ?? 'web-test', token: query.get('token') ?? 'token',
  frames: Number(query.get('frames') ?? 240), codec: query.get('codec') ?? 'opus', floor: query.get('floor') ?? 'normal',
  onState: (state) => { globalThis.state = state; globalThis.states.push(state); },
});
document.getElementById('listen').onclick = () => globalThis.listener.start();
`;

/** A script of the sources, built as the real page's build does. */
export async function bundle(entry: { entryPoint: string } | { contents: string }): Promise<string> {
  const result = await build({
    ...('contents' in entry
      ? { stdin: { contents: entry.contents, resolveDir: ROOT, loader: 'ts' as const } }
      : { entryPoints: [entry.entryPoint] }),
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    logLevel: 'error',
  });
  return result.outputFiles[0]!.text;
}

/** The files of the page, by path. */
export async function listenPage(): Promise<Record<string, readonly [type: string, body: string]>> {
  const [page, worklet, worker] = await Promise.all([
    bundle({ contents: SCRIPT }),
    bundle({ entryPoint: 'src/web/listen/worker/worklet.ts' }),
    bundle({ entryPoint: 'src/web/listen/worker/worker.ts' }),
  ]);
  return {
    '/': ['text/html', PAGE],
    '/page.js': ['text/javascript', page],
    '/listen-worklet.js': ['text/javascript', worklet],
    '/listen-worker.js': ['text/javascript', worker],
  };
}

export async function stateOf(page: Page): Promise<ListenState> {
  return (await page.evaluate('globalThis.listener.state')) as ListenState;
}

/** The path that was tried first. On a machine too busy for it, the player may already have taken another. */
export async function firstWay(page: Page): Promise<ListenState> {
  return (await page.evaluate('states.find(({ path }) => path !== null)')) as ListenState;
}

/** Waits until the player's state fulfils `condition`, a JavaScript expression over `state`. */
export async function waitForState(page: Page, condition: string, timeoutMs = PATIENCE_MS): Promise<ListenState> {
  try {
    await page.waitForFunction(`((state) => ${condition})(globalThis.listener.state)`, undefined, {
      timeout: timeoutMs,
      polling: 50,
    });
  } catch {
    throw new Error(`never ${condition}: ${JSON.stringify(await stateOf(page))}`);
  }
  return stateOf(page);
}
