// Collects what the service runs: bin/, its bundle, the page, the native addon and the mixer's kernel. From
// node_modules it takes the packages that cannot be bundled, with what those need. It leaves out sources, maps, types,
// tests and binaries of other platforms. usage: bundle-service.mjs TREE NODE_MODULES PLATFORM_ARCH OUT LIST
//   TREE           built repository           NODE_MODULES   packages of the target
//   PLATFORM_ARCH  for instance linux_arm64    LIST           JSON written for the SBOM: [{name, version, license …}]
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { containedIn } from './contained.mjs';

const [tree, packages, target, out, list] = process.argv.slice(2);
const [, architecture] = target.split('_');

function* files(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Packages whose code is in the page, found by its sources. */
const IMPORT = /(?:^(?:import|export)\b[^;'"]*?\bfrom\s+|^import\s+)['"]([@\w][^'"\s]*)['"]/gm;
function importedByPage() {
  const names = new Set();
  for (const file of files(join(tree, 'src/web'))) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(IMPORT)) names.add(packageOf(specifier));
  }
  return names;
}

/** Where Node finds a package from inside another one: nested first, then at the top. */
function locate(name, from) {
  for (let dir = from; ; dir = dir.slice(0, dir.lastIndexOf(`${sep}node_modules${sep}`))) {
    const nested = join(dir, 'node_modules', name);
    if (dir !== '' && existsSync(nested)) return nested;
    if (!dir.includes(`${sep}node_modules${sep}`)) break;
  }
  const top = join(packages, name);
  return existsSync(top) ? top : undefined;
}

/** As the build wrote it: packages inside the service's files, and those that have to stand beside them. */
const { inside, beside } = JSON.parse(readFileSync(join(tree, 'dist/box/packages.json'), 'utf8'));

/**
 * Where packages are whose code is inside built files: the service, the page, the kernel's library. Only their
 * licence ships.
 */
function builtInPackages() {
  const names = importedByPage().add('assemblyscript');
  for (const name of names) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
    // The compiler's own tools are not in what it compiles.
    if (name !== 'assemblyscript') for (const dependency of Object.keys(dependencies)) names.add(dependency);
  }
  for (const name of inside) names.add(name);
  return names;
}

const needed = new Map();
function need(name, from, optional) {
  const path = locate(name, from);
  if (path === undefined) {
    if (optional) return;
    throw new Error(`bundle-service: ${name} is imported, but not in node_modules`);
  }
  if (needed.has(path)) return;
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  if (manifest.cpu && !manifest.cpu.includes(architecture)) return;
  if (manifest.libc && !manifest.libc.includes('glibc')) return;
  needed.set(path, manifest);
  const optionals = Object.keys(manifest.optionalDependencies ?? {});
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    need(dependency, path, optionals.includes(dependency));
  for (const dependency of optionals) need(dependency, path, true);
}

// These only build native code from source, which the box never does.
const BUILD_ONLY = new Set(['node-addon-api', 'node-gyp', 'prebuild-install', 'detect-libc-build']);
const LEFT_OUT_FOLDERS = new Set([
  'test',
  'tests',
  '__tests__',
  'docs',
  'doc',
  'example',
  'examples',
  'benchmarks',
  'bench',
  '.github',
  'misc',
  'mvp',
  'scripts',
  'dict',
  'fixtures',
]);
const LEFT_OUT_FILES =
  /(\.map|\.d\.[cm]?ts|\.ts|\.md|\.markdown|\.cpp|\.c|\.cc|\.h|\.hpp|\.gyp|\.gypi|\.yml|\.yaml|Makefile|\.svg|\.png|\.tgz)$/;
const LICENCE = /^(licen[cs]e|notice|copying|copyright)/i;

function ships(path, relative) {
  const name = basename(path);
  if (LICENCE.test(name)) return true;
  const parts = relative.split(sep);
  if (parts.includes('node_modules') || parts.some((part) => part.startsWith('.'))) return false;
  if (parts.slice(0, -1).some((part) => LEFT_OUT_FOLDERS.has(part))) return false;
  // A package may carry one binary per platform beside each other.
  if (name.endsWith('.node') && parts.length > 1 && !path.includes(architecture)) return false;
  if (/musl/.test(name)) return false;
  return !LEFT_OUT_FILES.test(name);
}

for (const name of beside) need(name, packages, false);
// The label's QR codes (system/usr/lib/stagebox/label.mjs).
need('uqr', packages, false);

mkdirSync(out, { recursive: true });
cpSync(join(tree, 'bin'), join(out, 'bin'), { recursive: true });
for (const part of ['dist/box', 'dist/web', 'dist/native', 'dist/src/audio/mixer/kernel.wasm'])
  cpSync(join(tree, part), join(out, part), { recursive: true });
const manifest = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
const shipped = {
  name: manifest.name,
  version: manifest.version,
  license: manifest.license,
  type: manifest.type,
  private: true,
};
writeFileSync(join(out, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
for (const name of ['LICENSE', 'NOTICE']) if (existsSync(join(tree, name))) cpSync(join(tree, name), join(out, name));

const builtInOnly = new Set();
for (const name of builtInPackages()) {
  const path = join(packages, name);
  if (needed.has(path)) continue;
  builtInOnly.add(path);
  needed.set(path, JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')));
}

const report = [];
let bytes = 0;
for (const [path, { name, version, license }] of [...needed].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const place = path.slice(packages.length + 1);
  const alias = place.split(`node_modules${sep}`).at(-1);
  if (BUILD_ONLY.has(alias)) continue;
  const texts = [];
  for (const file of files(path)) {
    const relative = file.slice(path.length + 1);
    if (!ships(file, relative)) continue;
    if (builtInOnly.has(path) && (relative.includes(sep) || !LICENCE.test(relative))) continue;
    const to = join(out, 'node_modules', place, relative);
    mkdirSync(join(to, '..'), { recursive: true });
    cpSync(file, to);
    bytes += statSync(file).size;
    if (LICENCE.test(basename(file)) && !relative.includes(sep)) texts.push(join('node_modules', place, relative));
  }
  const declared = typeof license === 'string' ? license.replace(/^MPL 2\.0$/, 'MPL-2.0') : 'see its licence text';
  report.push({ name, version, license: declared, alias, texts, contains: containedIn(name) });
}
writeFileSync(list, `${JSON.stringify(report, null, 2)}\n`);
console.error(`image: ${report.length} npm packages, ${(bytes / 1e6).toFixed(1)} MB`);
