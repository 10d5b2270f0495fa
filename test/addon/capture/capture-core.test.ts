/**
 * The core of capture on a simulated card, under AddressSanitizer with UBSan, and under ThreadSanitizer; and the
 * declarations of ALSA's ABI against its real header. Needs g++; a missing tool is reported and its test skipped.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { PATIENCE_MS } from '../../harness/patience.js';
import { hasCompiler } from '../built-addon.js';

const CORE = 'src/addon';
const TESTS = 'test/addon/capture';
const CORE_FILES = [
  'capture/alsa_capture',
  'capture/pcm/pcm_device',
  'capture/pcm/pcm_config',
  'capture/pcm/pcm_name',
  'capture/reopener',
  'capture/ring_writer',
  'capture/card_list',
  'capture/pcm/pcm_chain',
  'capture/bounded_open',
  'system/realtime',
];
const TEST_FILES = [
  'capture_driver',
  'loss_rules',
  'device_rules',
  'stuck_rules',
  'convert_check',
  'fake_alsa',
  'fake_alsa_table',
];
const FLAGS = ['-std=c++17', '-O1', '-g1', '-pthread', '-Wall', '-Wextra', '-Werror', `-I${CORE}`];

// All in one unit: the standard headers are the larger part of compiling, and are read once.
const includes = [
  ...CORE_FILES.map((file) => `${CORE}/${file}.cc`),
  ...TEST_FILES.map((file) => `${TESTS}/${file}.cc`),
].map((file) => `#include "${resolve(file)}"\n`);

const folder = mkdtempSync(join(tmpdir(), 'capture-core-'));
const whole = join(folder, 'whole.cc');
writeFileSync(whole, includes.join(''));
t.teardown(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; killed after `timeout` ms. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  const child = spawn(program, args, { env, timeout: 4 * PATIENCE_MS, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status, stdout, stderr };
}

const compile = (args: readonly string[]) => run(process.env.CXX || 'g++', [...FLAGS, ...args]);

/** Whether this compiler has the sanitizer's run-time library, and it runs here. */
function hasSanitizer(flag: string): boolean {
  const program = join(folder, 'empty');
  const input = 'int main() { return 0; }';
  const { status } = spawnSync(process.env.CXX || 'g++', [flag, '-x', 'c++', '-', '-o', program], { input });
  return status === 0 && spawnSync(program).status === 0;
}

if (!hasCompiler) {
  t.plan(0, 'no C++ compiler here');
} else {
  t.test('every rule of capture holds under the sanitizers', { jobs: 2 }, async (t) => {
    for (const [name, flag] of [
      ['AddressSanitizer and UBSan', '-fsanitize=address,undefined'],
      ['ThreadSanitizer', '-fsanitize=thread'],
    ] as const) {
      t.test(name, async (t) => {
        if (!hasSanitizer(flag)) {
          t.comment(`${name} is not installed here: left out`);
          return;
        }
        const program = join(folder, name.slice(0, 3));
        const built = await compile([flag, '-fno-sanitize-recover=all', whole, '-o', program]);
        t.equal(built.status, 0, `compiles ${built.stderr}`);
        const options = { TSAN_OPTIONS: 'halt_on_error=1', ASAN_OPTIONS: 'detect_leaks=1' };
        const { status, stdout, stderr } = await run(program, [], { ...process.env, ...options });
        for (const line of stdout.split('\n')) if (line !== '') t.ok(line.startsWith('ok '), line);
        t.equal(status, 0, `ends well ${stderr}`);
      });
    }
  });

  t.test('alsa_abi.h agrees with the header of libasound', async (t) => {
    if (!existsSync('/usr/include/alsa/asoundlib.h')) {
      t.comment('libasound2-dev is not installed here: left out');
      return;
    }
    const checked = await compile(['-fsyntax-only', `${TESTS}/alsa_abi_check.cc`]);
    t.equal(checked.status, 0, `compiles ${checked.stderr}`);
  });

  t.test('the check of the ABI notices a wrong line', async (t) => {
    if (!existsSync('/usr/include/alsa/asoundlib.h')) return;
    const header = readFileSync(`${CORE}/capture/alsa_abi.h`, 'utf8');
    for (const [right, wrong] of [
      ['X(int, snd_pcm_wait, (alsa::Pcm*, int))', 'X(int, snd_pcm_wait, (alsa::Pcm*, long))'],
      ['FORMAT_S24_3LE = 32', 'FORMAT_S24_3LE = 33'],
    ] as const) {
      t.ok(header.includes(right));
      const broken = header.replace(right, wrong).replace('#pragma once', '');
      const check = readFileSync(`${TESTS}/alsa_abi_check.cc`, 'utf8').replace('#include "capture/alsa_abi.h"', broken);
      const run = spawnSync(process.env.CXX || 'g++', ['-std=c++17', '-fsyntax-only', '-x', 'c++', '-'], {
        input: check,
      });
      t.not(run.status, 0, wrong);
    }
  });
}
