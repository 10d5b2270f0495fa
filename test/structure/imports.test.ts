import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The folders of src from which each folder may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  addon: [],
  wire: ['base'],
  net: ['base', 'addon', 'wire'],
  media: ['base', 'wire'],
  audio: ['base', 'addon', 'net', 'wire', 'media'],
  playout: ['base', 'audio'],
  control: ['base', 'addon', 'net', 'wire', 'audio'],
  web: ['base', 'wire', 'playout', 'audio', 'control'],
  listen: ['base', 'addon', 'wire', 'playout', 'audio', 'control'],
  app: ['base', 'addon', 'net', 'wire', 'media', 'audio', 'control'],
  'main.ts': ['app'],
};
/** The rooms of control from which each of them may import: always a room above it in this list. */
const CONTROL_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  guard: [],
  radio: [],
  state: [],
  mix: ['state'],
  devices: ['mix', 'state'],
  presets: ['devices', 'mix', 'state'],
  band: ['presets', 'devices', 'mix', 'state'],
  scenes: ['mix', 'state'],
  store: ['band', 'presets', 'devices', 'mix', 'state'],
  commands: ['store', 'scenes', 'band', 'presets', 'devices', 'mix', 'state'],
  publish: ['commands', 'store', 'scenes', 'band', 'presets', 'devices', 'mix', 'state'],
  presence: ['publish', 'commands', 'store', 'band', 'devices', 'mix', 'state'],
  native: ['presence', 'publish', 'commands', 'store', 'devices', 'mix', 'state', 'guard'],
  mqtt: ['presence', 'publish', 'commands', 'state', 'guard'],
  http: ['presence', 'publish', 'commands', 'store', 'band', 'presets', 'devices', 'mix', 'state', 'guard'],
  wiring: [
    'guard',
    'state',
    'devices',
    'band',
    'scenes',
    'store',
    'commands',
    'publish',
    'presence',
    'native',
    'mqtt',
    'http',
  ],
};
/** Folders that may import only pure files from the others. */
const PURE_ONLY = new Set(['wire', 'control', 'web', 'playout']);

/**
 * Modules that a file imports, types included (a type from an impure file still ties the
 * two together, though only at compile time).
 */
function importsOf(file: string): { module: string; typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  const found: { module: string; typeOnly: boolean }[] = [];
  for (const match of text.matchAll(
    /\b(?:import|export)\s+(type\s)?[^'";]*?from\s*['"]([^'"]+)['"]|\bimport(?:\s*\(\s*|\s+)['"]([^'"]+)['"]/g,
  )) {
    found.push({ module: match[2] ?? match[3]!, typeOnly: match[1] !== undefined });
  }
  return found;
}

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => join('src', file))
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.endsWith('.as.ts'));

function target(file: string, module: string): string {
  const path = relative(ROOT, resolve(ROOT, dirname(file), module)).replace(/\.js$/, '.ts');
  return files.includes(path) ? path : path.replace(/\.ts$/, '.tsx');
}

/** The schema library: no `node:`, no DOM. It counts as pure; the page must not load it all the same. */
const SCHEMAS = 'valibot';

/** Impure: imports node: or another package, or a file that does, types aside. */
const memo = new Map<string, boolean>();
function pure(file: string): boolean {
  const known = memo.get(file);
  if (known !== undefined) return known;
  memo.set(file, true);
  const answer = importsOf(join(ROOT, file)).every(
    ({ module, typeOnly }) =>
      typeOnly ||
      module === SCHEMAS ||
      (module.startsWith('.') && (!files.includes(target(file, module)) || pure(target(file, module)))),
  );
  memo.set(file, answer);
  return answer;
}

t.test('imports point down only, and only to pure files where the rule says so', async (t) => {
  t.ok(files.length > 20, `${files.length} files`);
  const wrong: string[] = [];
  for (const file of files) {
    const room = file.split('/')[1]!;
    for (const { module, typeOnly } of importsOf(join(ROOT, file))) {
      if (!module.startsWith('.')) continue;
      const to = target(file, module);
      const other = to.split('/')[1]!;
      if (other === room) continue;
      if (!MAY_IMPORT[room]?.includes(other)) wrong.push(`${file} → ${to}`);
      else if (PURE_ONLY.has(room) && !typeOnly && !pure(to)) wrong.push(`${file} → ${to} (not pure)`);
    }
  }
  t.strictSame(wrong, []);
});

t.test('the rooms of control import rooms above them only', async (t) => {
  const rooms = Object.keys(CONTROL_MAY_IMPORT);
  for (const [i, room] of rooms.entries())
    t.ok(
      CONTROL_MAY_IMPORT[room]!.every((other) => rooms.indexOf(other) < i),
      `${room} is below all it imports`,
    );
  const roomOf = (path: string) => /^src\/control\/([^/]+)\/./.exec(path)?.[1];
  const wrong: string[] = [];
  for (const file of files) {
    const room = roomOf(file);
    if (room === undefined) continue;
    if (!rooms.includes(room)) wrong.push(`${file} stands in no known room`);
    for (const { module } of importsOf(join(ROOT, file))) {
      const to = module.startsWith('.') ? target(file, module) : '';
      if (!to.startsWith('src/control/')) continue;
      const other = roomOf(to);
      if (
        (other === undefined && room !== 'wiring') ||
        (other !== undefined && other !== room && !CONTROL_MAY_IMPORT[room]?.includes(other))
      )
        wrong.push(`${file} → ${to}`);
    }
  }
  t.strictSame(wrong, []);
});

t.test('no file imports itself through others, types included', async (t) => {
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  // Tarjan's algorithm: files that reach each other form one component.
  const visit = (file: string): void => {
    number.set(file, number.size);
    lowest.set(file, number.get(file)!);
    open.push(file);
    for (const { module } of importsOf(join(ROOT, file))) {
      const to = module.startsWith('.') ? target(file, module) : '';
      if (!files.includes(to)) continue;
      if (!number.has(to)) visit(to);
      if (open.includes(to)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(to)!));
    }
    if (lowest.get(file) !== number.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle);
  };
  for (const file of files) if (!number.has(file)) visit(file);
  t.strictSame(circles, []);
});

t.test('the page imports nothing from Node', async (t) => {
  const wrong = files.filter(
    (file) =>
      file.startsWith('src/web/') && importsOf(join(ROOT, file)).some(({ module }) => module.startsWith('node:')),
  );
  t.strictSame(wrong, []);
});

t.test('the page checks nothing by schemas: it uses their types alone', async (t) => {
  const reached = new Set<string>();
  const wrong: string[] = [];
  const visit = (file: string, from: string) => {
    if (reached.has(file) || !files.includes(file)) return;
    reached.add(file);
    for (const { module, typeOnly } of importsOf(join(ROOT, file))) {
      if (typeOnly) continue;
      if (module === SCHEMAS) wrong.push(`${file}, imported by ${from}`);
      else if (module.startsWith('.')) visit(target(file, module), file);
    }
  };
  for (const file of files) if (file.startsWith('src/web/')) visit(file, file);
  t.ok(reached.size > 100, `${reached.size} files`);
  t.strictSame(wrong, []);
});
