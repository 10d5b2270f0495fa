import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const CACHE = process.env.STAGEBOX_IMAGE_CACHE ?? join(homedir(), '.cache/stagebox-image');

/** The version of the disk image that every scenario starts from. */
const BASE_VERSION = '1.0.0';

export type Pi = 'pi4' | 'pi5';

export interface Products {
  readonly folder: string;
  /** Disk image of BASE_VERSION. */
  readonly disk: string;
  /** Path of a bundle, made on first use. */
  bundle(kind: BundleKind): string;
  /** Folder with the products for a Raspberry Pi, built on first use (about ten minutes, emulated). */
  pi(board: Pi): string;
}

/**
 * good      1.1.0, the same system               never-ready  1.2.0, its service ends at once
 * unbootable 1.3.0, its root does not match the hash
 * foreign   signed by another authority          other-board  for arm64
 * too-old   below the oldest allowed             truncated    the first half of the good one
 * flipped   the good one with a bit turned in its payload
 * unsigned  the good one without its signature   empty           no byte at all
 */
export type BundleKind =
  | 'good'
  | 'never-ready'
  | 'unbootable'
  | 'foreign'
  | 'other-board'
  | 'too-old'
  | 'truncated'
  | 'flipped'
  | 'unsigned'
  | 'empty';

const FULL_VERSIONS = { good: '1.1.0', 'never-ready': '1.2.0', unbootable: '1.3.0' } as const;

/** Builds what the cache lacks for exactly this state of the repository. */
export async function products(say: (line: string) => void): Promise<Products> {
  const folder = join(CACHE, 'vm', contentKey());
  const base = join(folder, BASE_VERSION);
  forgetOthers(folder);
  if (!existsSync(join(base, 'complete'))) {
    say('building the image');
    await buildBase(base);
    writeFileSync(join(base, 'complete'), '');
  }
  const bundle = (kind: BundleKind): string => {
    const file = join(folder, `${kind}.raucb`);
    if (existsSync(file)) return file;
    say(`making the bundle ${kind}`);
    makeBundle(kind, file, folder, bundle);
    return file;
  };
  const pi = (board: Pi): string => {
    const out = join(folder, board);
    if (!existsSync(join(out, 'complete'))) {
      say(`building the image for ${board}`);
      build(out, [`--board=${board}`, '--version=1.0.0']);
      writeFileSync(join(out, 'complete'), '');
    }
    return out;
  };
  return { folder, disk: join(base, 'stagebox-amd64.img'), bundle, pi };
}

function makeBundle(kind: BundleKind, file: string, folder: string, bundle: (kind: BundleKind) => string): void {
  const small = join(import.meta.dirname, '../../../test/vm/make-bundle.sh');
  const keys = join(CACHE, 'development-keys');
  switch (kind) {
    case 'good':
    case 'never-ready':
    case 'unbootable': {
      const version = FULL_VERSIONS[kind];
      const out = join(folder, version);
      const options = [`--version=${version}`, '--min-version=0.5.0', '--bundle-only'];
      if (kind === 'never-ready') options.push(`--service=${brokenService(folder)}`);
      if (kind === 'unbootable') options.push('--break=hash');
      build(out, options);
      renameSync(join(out, `stagebox-amd64-${version}.raucb`), file);
      rmSync(out, { recursive: true });
      return;
    }
    case 'foreign': {
      const foreign = join(folder, 'foreign-keys');
      execFileSync(join(REPOSITORY, 'image/keys/make-ca.sh'), [foreign, 'Somebody else']);
      execFileSync(small, [file, 'amd64', '1.1.0', foreign], { stdio: 'pipe' });
      return;
    }
    case 'other-board':
      execFileSync(small, [file, 'arm64', '1.1.0', keys], { stdio: 'pipe' });
      return;
    case 'too-old':
      execFileSync(small, [file, 'amd64', '0.4.9', keys], { stdio: 'pipe' });
      return;
    case 'truncated': {
      const whole = readFileSync(bundle('good'));
      writeFileSync(file, whole.subarray(0, whole.length >> 1));
      return;
    }
    case 'unsigned': {
      // A bundle ends with its signature and the signature's length, eight bytes with the highest first.
      const bytes = readFileSync(bundle('good'));
      const signature = Number(bytes.readBigUInt64BE(bytes.length - 8));
      writeFileSync(file, bytes.subarray(0, bytes.length - 8 - signature));
      return;
    }
    case 'empty':
      writeFileSync(file, '');
      return;
    case 'flipped': {
      const bytes = readFileSync(bundle('good'));
      bytes[Math.floor(bytes.length * 0.4)]! ^= 0x10;
      writeFileSync(file, bytes);
      return;
    }
  }
}

function build(out: string, options: readonly string[]): void {
  mkdirSync(out, { recursive: true });
  execFileSync(join(REPOSITORY, 'image/build.sh'), ['--fast', `--out=${out}`, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Does not block, so that a run can be ended while it builds. Throws with `status` if the build fails. */
async function buildBase(out: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const options = ['--fast', `--out=${out}`, `--version=${BASE_VERSION}`, '--min-version=0.5.0'];
  const child = spawn(join(REPOSITORY, 'image/build.sh'), options, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw Object.assign(new Error(`image/build.sh ended with ${status}`), { status });
}

/** A service that gives up at once: as in a release with a fatal fault. */
function brokenService(folder: string): string {
  const service = join(folder, 'broken-service');
  mkdirSync(join(service, 'bin'), { recursive: true });
  writeFileSync(join(service, 'bin/stagebox'), '#!/bin/sh\necho "a fault that nobody noticed" >&2\nexit 1\n', {
    mode: 0o755,
  });
  return service;
}

/** sha256 of everything that goes into the image, as in the working folder. */
function contentKey(): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', `safe.directory=${REPOSITORY}`, '-C', REPOSITORY, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
  const files = git(
    'ls-files',
    '-co',
    '--exclude-standard',
    '--',
    'bin',
    'src',
    'scripts/build',
    'scripts/build.mjs',
    'system',
    'systemd',
    'image',
    'package-lock.json',
  );
  const hash = createHash('sha256');
  for (const file of files.trim().split('\n').sort()) {
    const path = join(REPOSITORY, file);
    if (existsSync(path) && !/README\.md$/.test(file)) hash.update(`${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * Deletes states of the repository that nobody used for six hours: their products are half a gigabyte and more each.
 * Others may be under test at the same time.
 */
function forgetOthers(folder: string): void {
  const parent = join(CACHE, 'vm');
  mkdirSync(folder, { recursive: true });
  utimesSync(folder, new Date(), new Date());
  for (const name of readdirSync(parent)) {
    const unused = Date.now() - statSync(join(parent, name)).mtimeMs;
    if (unused > 6 * 3_600_000) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
