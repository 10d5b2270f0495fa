/**
 * Manifests of update bundles, and the names of their files, given to the program that
 * chooses among those on a stick. Their text is never executed, and only a bundle that
 * fits this box is chosen. Thirty-two bundles at a time, the most that the program reads.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Finding } from './door.js';
import { type Findings, foundIn } from './findings.js';
import { Random } from './random.js';
import { TEXTS } from './values.js';

const PROGRAM = resolve(import.meta.dirname, '../../../../system/usr/lib/stagebox/newest-bundle');
const OURS = 'stagebox-amd64';
export const BUNDLES = 32;

export async function fuzzBundles(
  seed: string,
  batches: number,
  untilMs: number,
  folder: string,
  findings: Findings,
): Promise<number> {
  const root = join(folder, 'bundles');
  const trap = join(root, 'was-run');
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'etc/rauc'), { recursive: true });
  mkdirSync(join(root, 'run/stagebox'), { recursive: true });
  // In place of rauc's report of a bundle's manifest, the file's own text is used.
  writeFileSync(join(root, 'bin/rauc'), '#!/bin/sh\nfor last; do :; done\nexec cat -- "$last"\n');
  chmodSync(join(root, 'bin/rauc'), 0o755);
  writeFileSync(join(root, 'etc/stagebox-version'), '1.3.0\n');
  writeFileSync(join(root, 'etc/rauc/system.conf'), `compatible=${OURS}\nmin-bundle-version=1.0.0\n`);
  let inputs = 0;
  for (let batch = 0; batch < batches && Date.now() < untilMs; batch++) {
    const random = new Random(seed, 'bundles', batch);
    const stick = join(root, 'stick');
    rmSync(stick, { recursive: true, force: true });
    mkdirSync(stick);
    const made = new Map<string, string>();
    for (let i = 0; i < BUNDLES; i++) {
      const name = fileName(random);
      const text = manifest(random, trap);
      made.set(name, text);
      writeFileSync(join(stick, name), text);
    }
    inputs += made.size;
    try {
      judge(await run(root, stick), made, trap);
    } catch (error) {
      findings.add(foundIn('fault', { seed, door: 'bundles', batch }, -1, error, Object.fromEntries(made)));
    }
  }
  return inputs;
}

function fileName(random: Random): string {
  const version = random.pick(['1.4.0', '1.4.0-rc1', '2.0', '9'.repeat(60), '1..2', '-rc', '1.3.0']);
  const name = random.once(4)
    ? `stagebox-${random.pick(TEXTS)}.raucb`
    : `${random.pick([OURS, 'stagebox-pi5', 'stagebox'])}-${version}${random.below(1000)}.raucb`;
  const fit = name.replace(/[/\0]/g, '_').slice(0, 60);
  return fit === '' || fit === '.' || fit === '..' ? 'x' : fit;
}

function manifest(random: Random, trap: string): string {
  const text = () =>
    random.pick([
      ...TEXTS,
      `$(touch ${trap})`,
      `'; touch ${trap}; '`,
      `\`touch ${trap}\``,
      `' $(touch ${trap}) '`,
      '1.5.0',
      '1.2.9',
      '0.9',
      '-n',
      '*',
      '/etc/*',
    ]);
  const compatible = random.once(3) ? text() : OURS;
  const version = random.once(2)
    ? text()
    : `1.${random.below(9)}.${random.below(9)}${random.pick(['', '-rc1', '~x', '+b'])}`;
  const lines = [`RAUC_MF_COMPATIBLE='${compatible}'`, `RAUC_MF_VERSION='${version}'`];
  for (let i = random.few(5); i > 0; i--)
    lines.splice(
      random.below(3),
      0,
      random.pick([`RAUC_MF_VERSION=${text()}`, text(), `RAUC_MF_BUILD='${text()}'`, 'x'.repeat(random.few(20_000))]),
    );
  return `${lines.join('\n')}\n`;
}

function run(root: string, stick: string): Promise<{ code: number; out: string }> {
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, STAGEBOX_ROOT: root };
  return new Promise((done) => {
    execFile(PROGRAM, [stick], { env, timeout: 60_000, encoding: 'utf8' }, (error, out) =>
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out }),
    );
  });
}

function judge({ code, out }: { code: number; out: string }, made: ReadonlyMap<string, string>, trap: string): void {
  if (existsSync(trap)) throw new Finding('text of a manifest was run');
  if (code !== 0) throw new Finding(`status ${code}: ${out}`);
  if (out === '' || /^refused /.test(out)) return;
  const match = /^found (\S+) (\S*) (newer|older)\n$/.exec(out);
  if (match === null) throw new Finding(`it says ${JSON.stringify(out)}`);
  const [, name, version] = match;
  if (!made.has(name!)) throw new Finding(`it chose ${name}, which is not there`);
  if (!made.get(name!)!.includes(OURS)) throw new Finding(`it chose ${name}, which is for another box`);
  if (!/^[\w.+~-]+$/.test(version!)) throw new Finding(`it offers version ${JSON.stringify(version)}`);
}
