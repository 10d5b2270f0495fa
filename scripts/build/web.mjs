// The page: src/web → dist/web. Scripts and styles carry a hash in their names and never change under it; the player's
// worklet and worker are loaded by fixed names. `version.json` names this build, for pages that are open while the box is updated.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const SOURCE = 'src/web';
const OUT = 'dist/web';
/** What the first screen may weigh, gzipped. */
const LIMIT_BYTES = 150_000;
const TARGET = ['es2020', 'chrome85', 'firefox90', 'safari14'];

export async function build() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const result = await esbuild.build({
    entryPoints: { app: join(SOURCE, 'main.tsx') },
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    sourcemap: false,
    metafile: true,
    target: TARGET,
    // Safari 14's bug is in an odd corner of destructuring that this code does not use.
    supported: { destructuring: true },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    logLevel: 'warning',
    legalComments: 'none',
    plugins: existsSync(join(SOURCE, 'listen', 'listener.ts')) ? [] : [withoutPlayer],
  });
  for (const name of ['worklet', 'worker']) {
    const entry = join(SOURCE, 'listen', `${name}.ts`);
    if (!existsSync(entry)) continue;
    await esbuild.build({
      entryPoints: [entry],
      outfile: join(OUT, `listen-${name}.js`),
      bundle: true,
      format: 'iife',
      minify: true,
      target: TARGET,
      logLevel: 'warning',
    });
  }
  for (const name of readdirSync(join(SOURCE, 'files'))) copyFileSync(join(SOURCE, 'files', name), join(OUT, name));

  const outputs = Object.entries(result.metafile.outputs);
  const [script, output] = outputs.find(([, { entryPoint }]) => entryPoint === `${SOURCE}/main.tsx`);
  const style = output.cssBundle;
  const index = readFileSync(join(SOURCE, 'index.html'), 'utf8')
    .replace('%STYLE%', `/${style.slice(OUT.length + 1)}`)
    .replace('%SCRIPT%', `/${script.slice(OUT.length + 1)}`);
  writeFileSync(join(OUT, 'index.html'), index);

  const names = readdirSync(OUT).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(name).update(readFileSync(join(OUT, name)));
  writeFileSync(join(OUT, 'version.json'), `${JSON.stringify({ build: hash.digest('hex').slice(0, 16) })}\n`);

  const needed = [join(OUT, 'index.html'), style, script, ...output.imports.filter(isStatic).map(({ path }) => path)];
  const bytes = needed.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0);
  if (bytes > LIMIT_BYTES)
    throw new Error(`the first screen weighs ${bytes} bytes gzipped; ${LIMIT_BYTES} are allowed`);
  return `${(bytes / 1000).toFixed(1)} kB gzipped for the first screen`;
}

const isStatic = ({ kind }) => kind === 'import-statement';

/** A tree without the player builds a page that mixes and says that it cannot play. */
const withoutPlayer = {
  name: 'without-player',
  setup(build) {
    build.onResolve({ filter: /listen\/listener\.js$/ }, () => ({ path: 'listener', namespace: 'without-player' }));
    build.onLoad({ filter: /.*/, namespace: 'without-player' }, () => ({
      contents: `export function createListener({ onState, floor = 'normal' }) {
        const state = { status: 'failed', cause: null, path: null, blockFrames: 0, floor, delayMs: null, fillMs: 0, targetMs: 0,
          underruns: 0, concealedMs: 0, ratioPpm: 0, outputMs: null, muted: false, lockScreen: false };
        const nothing = () => undefined;
        return { state, start: () => onState(state), stop: nothing, setFloor: nothing, setMix: nothing, setLockScreen: nothing,
          subscribe: () => nothing, dispose: nothing };
      }`,
    }));
  },
};
