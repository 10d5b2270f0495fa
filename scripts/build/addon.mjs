// The native addon → dist/native/node_alsa_capture.node, by g++ alone: Node-API's headers come from npm, ALSA is
// opened at run time. Without a compiler, or when it fails, the box is built without the addon and says what it lacks.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = 'src/addon';
const HEADERS = 'node_modules/node-api-headers/include';
const OUTPUT = 'dist/native/node_alsa_capture.node';
const FLAGS = [
  '-O2',
  '-std=c++17',
  '-fPIC',
  '-shared',
  '-pthread',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
  '-Werror',
];

export async function build() {
  const files = readdirSync(SOURCES, { recursive: true }).filter((name) => /\.(cc|h)$/.test(name));
  const inputs = files.map((name) => join(SOURCES, name));
  const newest = Math.max(...[...inputs, 'scripts/build/addon.mjs'].map((path) => statSync(path).mtimeMs));
  if (existsSync(OUTPUT) && statSync(OUTPUT).mtimeMs > newest) return 'up to date';

  mkdirSync('dist/native', { recursive: true });
  const fresh = `${OUTPUT}.${process.pid}.tmp`;
  const compiler = process.env.CXX || 'g++';
  const result = spawnSync(
    compiler,
    [
      ...FLAGS,
      '-DNAPI_VERSION=8',
      `-I${SOURCES}`,
      `-I${HEADERS}`,
      ...inputs.filter((path) => path.endsWith('.cc')),
      '-o',
      fresh,
      '-ldl',
    ],
    { encoding: 'utf8' },
  );
  if (result.status !== 0) {
    rmSync(fresh, { force: true });
    rmSync(OUTPUT, { force: true });
    if (result.error?.code === 'ENOENT') {
      return `left out: no ${compiler}, so no sound card input (apt-get install g++, then npm run build)`;
    }
    console.error(result.stderr ?? result.error);
    return `left out: ${compiler} failed, so no sound card input (apt-get install g++ libc6-dev, then npm run build)`;
  }
  // Renamed into place: a running box keeps the file it has open.
  renameSync(fresh, OUTPUT);
}
