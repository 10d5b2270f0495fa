// The page: src/web → dist/web. Scripts and styles carry a hash in their names and never change under it; the
// player's worklet and worker are loaded by fixed names. `version.json` names this build, for pages that are open
// while the box is updated.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { plainPrivate } from './plain-private.mjs';

const SOURCE = 'src/web';
const OUT = 'dist/web';
const LANGUAGES = 'src/web/languages';
/** Largest size of the first screen, gzipped. */
const LIMIT_BYTES = 150_000;
const TARGET = ['es2020', 'chrome85', 'firefox90', 'safari14'];
/** Safari 14's bug is in a corner of destructuring that this code does not use. */
const SUPPORTED = { destructuring: true };

export async function build() {
  const id = sourceId();
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const page = {
    outdir: OUT,
    bundle: true,
    minify: true,
    sourcemap: false,
    metafile: true,
    target: TARGET,
    supported: SUPPORTED,
    ...plainPrivate,
    define: { BUILD: JSON.stringify(id), LANGUAGES: JSON.stringify(languages()) },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    logLevel: 'warning',
    legalComments: 'none',
    // The hashes include the paths of packages: as named here, not where a link leads.
    preserveSymlinks: true,
  };
  const { metafile } = await esbuild.build({
    ...page,
    entryPoints: { app: join(SOURCE, 'main.tsx') },
    splitting: true,
    format: 'esm',
  });
  // A build of its own: it shares no part with the first screen.
  const tried = await esbuild.build({
    ...page,
    entryPoints: { tried: join(SOURCE, 'tried/main.tsx') },
    format: 'iife',
  });
  for (const [name, source] of [
    ['listen-worklet', 'listen/worker/worklet.ts'],
    ['listen-worker', 'listen/worker/worker.ts'],
    ['listen-opus', 'listen/worker/opus.ts'],
    ['tried-worker', 'tried/tried-worker.ts'],
  ]) {
    await esbuild.build({
      entryPoints: [join(SOURCE, source)],
      // The decoder's own loader asks for it where it runs in Node.
      external: ['node:*'],
      ...(name === 'listen-opus' ? { globalName: 'stageboxOpus' } : {}),
      outfile: join(OUT, `${name}.js`),
      bundle: true,
      format: 'iife',
      minify: true,
      target: TARGET,
      supported: SUPPORTED,
      ...plainPrivate,
      logLevel: 'warning',
    });
  }
  for (const name of readdirSync(join(SOURCE, 'files'))) copyFileSync(join(SOURCE, 'files', name), join(OUT, name));

  for (const { code } of languages()) {
    mkdirSync(join(OUT, 'languages'), { recursive: true });
    copyFileSync(join(LANGUAGES, `${code}.json`), join(OUT, 'languages', `${code}.json`));
  }

  const { script, style, imports } = writePage(metafile, 'main.tsx', 'index.html');
  writePage(tried.metafile, 'tried/main.tsx', 'tried/tried.html');
  writeFileSync(join(OUT, 'version.json'), `${JSON.stringify({ build: id })}\n`);

  const needed = [join(OUT, 'index.html'), style, script, ...imports.filter(isStatic).map(({ path }) => path)];
  const bytes = needed.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0);
  if (bytes > LIMIT_BYTES)
    throw new Error(`the first screen weighs ${bytes} bytes gzipped; ${LIMIT_BYTES} are allowed`);
  return `${(bytes / 1000).toFixed(1)} kB gzipped for the first screen`;
}

/** Writes a page that loads the script of `entry`; gives what the page loads first. */
function writePage({ outputs }, entry, page) {
  const [script, output] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === `${SOURCE}/${entry}`);
  const style = output.cssBundle;
  const html = readFileSync(join(SOURCE, page), 'utf8')
    .replace('%STYLE%', `/${style.slice(OUT.length + 1)}`)
    .replace('%SCRIPT%', `/${script.slice(OUT.length + 1)}`);
  writeFileSync(join(OUT, basename(page)), html);
  return { script, style, imports: output.imports };
}

/** The languages besides the page's own two: one file each. */
function languages() {
  if (!existsSync(LANGUAGES)) return [];
  return readdirSync(LANGUAGES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      code: basename(file, '.json'),
      name: JSON.parse(readFileSync(join(LANGUAGES, file), 'utf8')).name,
    }));
}

const isStatic = ({ kind }) => kind === 'import-statement';

/** Names this build by its sources: the page's, and those of the rooms that it imports from. */
function sourceId() {
  const hash = createHash('sha256');
  for (const root of ['src/web', 'src/wire', 'src/base', 'src/playout', 'src/audio'])
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && /\.(tsx?|css|html|svg|webmanifest|json)$/.test(each.name))
      .map((each) => join(each.parentPath, each.name))
      .sort())
      hash.update(entry).update(readFileSync(entry));
  return hash.digest('hex').slice(0, 16);
}
