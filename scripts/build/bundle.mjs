// The service in few files: dist/box/, made of dist/src and the packages it needs. Node takes longer to find, read
// and link two hundred modules than the box takes to start; native parts stay where they are installed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build as esbuild } from 'esbuild';

const OUT = 'dist/box';
/** What a process or a thread of the box begins with. */
const ENTRIES = {
  main: 'dist/src/main.js',
  'mixer-worker': 'dist/src/audio/mixer/mixer-worker.js',
  'stream-worker': 'dist/src/audio/stream/stream-worker.js',
  'wav-reader-worker': 'dist/src/audio/source/wav-reader-worker.js',
  'probe-main': 'dist/src/control/store/probe-main.js',
  'mdns-child': 'dist/src/app/network/mdns-child.js',
};

export async function bundleService() {
  const { outputs, inputs } = await bundle(ENTRIES, OUT);
  // For the image: which packages are inside, and which have to stand beside.
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
 * Bundles `entries`, a name and a file each, into `out`. What they reach by `new URL(…, import.meta.url)` is found
 * from there. Resolves to what went in and came out, as esbuild has it in its metafile.
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
    // Looked for by a package that works without it; only developers have it.
    external: ['supports-color'],
    plugins: [installed, places(entries, out)],
    // Packages of the older module form ask for Node's own parts by `require`.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
  });
  return result.metafile;
}

/**
 * Packages around a native part stay whole where they are installed, and come in by their older form, which is one
 * file.
 */
const INSTALLED = ['lmdb'];
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

/** Folders in node_modules that files are of. */
const packagesOf = (files) => {
  const places = files.map((file) => /^node_modules\/(.*node_modules\/)?(@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(places.filter((place) => place !== undefined))].map((place) => place.slice(13)).sort();
};

/** Where a module stands changes, and with it what lies beside it. Other entries stand beside the bundle too. */
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
