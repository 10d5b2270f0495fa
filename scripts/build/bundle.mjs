// Bundles the service into few files: dist/box/, made of dist/src and the packages it needs. Node takes longer to
// find, read and link two hundred modules than the box takes to start. Native parts stay where they are installed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build as esbuild } from 'esbuild';

const OUT = 'dist/box';
/** Entry files of the box's processes and threads. */
const ENTRIES = {
  main: 'dist/src/main.js',
  'mixer-worker': 'dist/src/audio/mixer/mixer-worker.js',
  'stream-worker': 'dist/src/audio/stream/stream-worker.js',
  'wav-reader-worker': 'dist/src/audio/source/wav-reader-worker.js',
  'probe-main': 'dist/src/control/store/probe-main.js',
  'mdns-child': 'dist/src/app/network/mdns-child.js',
  'media-child': 'dist/src/app/media/media-child.js',
};

export async function bundleService() {
  const { outputs, inputs } = await bundle(ENTRIES, OUT);
  // For the image: the packages inside, and those that must be installed beside.
  const inside = packagesOf(Object.keys(inputs));
  const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const strays = inside.filter((place) => locked[`node_modules/${place}`]?.dev !== undefined);
  if (strays.length > 0) throw new Error(`the bundle has packages that only developers have: ${strays.join(', ')}`);
  const packages = { inside, beside: INSTALLED };
  writeFileSync(join(OUT, 'packages.json'), `${JSON.stringify(packages, null, 2)}\n`);
  const scripts = Object.values(outputs);
  const bytes = scripts.reduce((sum, each) => sum + each.bytes, 0);
  return `${scripts.length} files, ${(bytes / 1000).toFixed(0)} kB`;
}

/**
 * Bundles `entries`, each a name and a file, into `out`. Files that they reach by `new URL(…,
 * import.meta.url)` are found from there. Resolves to esbuild's metafile: its inputs and outputs.
 */
export async function bundle(entries, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const result = await esbuild({
    entryPoints: entries,
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'part-[hash]',
    metafile: true,
    legalComments: 'none',
    preserveSymlinks: true,
    logLevel: 'warning',
    // A package looks for it and works without it; only developers have it.
    external: ['supports-color'],
    plugins: [installed, places(entries, out)],
    // CommonJS packages load Node's own modules by `require`.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
  });
  return result.metafile;
}

/**
 * Packages around a native part stay whole where they are installed, and come in by their CommonJS form, a single file.
 */
const INSTALLED = ['lmdb', 'node-datachannel'];
const installed = {
  name: 'installed',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${INSTALLED.join('|')})$`) }, ({ path, namespace }) =>
      namespace === 'installed' ? { path, external: true } : { path, namespace: 'installed' },
    );
    build.onLoad({ filter: /./, namespace: 'installed' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

/** The folders in node_modules to which the files belong. */
const packagesOf = (files) => {
  const places = files.map((file) => /^node_modules\/(.*node_modules\/)?(@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(places.filter((place) => place !== undefined))].map((place) => place.slice(13)).sort();
};

/**
 * Bundling moves a module away from the files beside it, so its
 * `import.meta.url` is rewritten. Other entries lie beside the bundle too.
 */
function places(entries, out) {
  const here = (file) => {
    const path = relative(out, file);
    return path.startsWith('.') ? path : `./${path}`;
  };
  const bundled = new Map(Object.entries(entries).map(([name, file]) => [resolve(file), join(out, `${name}.js`)]));
  return {
    name: 'places',
    setup(build) {
      build.onLoad({ filter: /\.m?js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        const contents = text
          .replace(/new URL\((['"])(\.[^'"]+)\1, import\.meta\.url\)/g, (_, _quote, to) => {
            const file = resolve(dirname(path), to);
            return `new URL('${here(bundled.get(file) ?? file)}', import.meta.url)`;
          })
          .replace(/(?<!, )import\.meta\.url/g, `new URL('${here(path)}', import.meta.url).href`);
        return { contents, loader: 'js' };
      });
    },
  };
}
