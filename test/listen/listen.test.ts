import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { Box } from '../harness/box.js';
import { PATIENCE_MS } from '../harness/patience.js';
import { portsToReturnTo } from '../harness/ports.js';
import { until } from '../harness/until.js';

const MAIN = fileURLToPath(new URL('../../src/listen/main.js', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function listen(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const options = { timeout: PATIENCE_MS, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'listen-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A tenth of a second: whole periods of both tones. */
const WINDOW = 4_800;

/** Amplitude of one frequency in one side of a WAV, in its loudest tenth of a second (Goertzel). */
function tone(wav: Buffer, side: 0 | 1, hertz: number): number {
  let loudest = 0;
  for (let start = 44; start + WINDOW * 4 <= wav.length; start += WINDOW * 4) {
    let [re, im] = [0, 0];
    for (let n = 0; n < WINDOW; n++) {
      const x = wav.readInt16LE(start + n * 4 + side * 2) / 32_768;
      re += x * Math.cos((2 * Math.PI * hertz * n) / 48_000);
      im += x * Math.sin((2 * Math.PI * hertz * n) / 48_000);
    }
    loudest = Math.max(loudest, (2 * Math.hypot(re, im)) / WINDOW);
  }
  return loudest;
}

/** −12 dBFS at gain 0.5 in the centre of an equal-power pan. */
const EXPECTED = 0.25 * 0.5 * Math.SQRT1_2;

/** Tones whose level is wrong by more than half a dB. */
function wrongLevels(wav: Buffer): string[] {
  return ([0, 1] as const).flatMap((side) =>
    [250, 500].flatMap((hertz) => {
      const level = tone(wav, side, hertz);
      return Math.abs(20 * Math.log10(level / EXPECTED)) < 0.5 ? [] : [`${hertz} Hz, side ${side}: ${level}`];
    }),
  );
}

async function recorded(t: Test, box: Box, more: readonly string[]): Promise<{ ran: Ran; wav: Buffer; keys: string }> {
  const folder = newFolder(t);
  const [file, keys] = [join(folder, 'heard.wav'), join(folder, 'keys', 'keys.json')];
  const where = ['--host', '127.0.0.1', '--port', String(box.webPort), '--keys', keys, '--name', 'laptop'];
  const ran = await listen([...where, '--wav', file, '--seconds', '3', ...more]);
  t.equal(ran.code, 0, ran.err);
  return { ran, wav: readFileSync(file), keys };
}

t.test('the reference client on a running box', async (t) => {
  const box = await Box.start(['--source', 'tones:2']);
  t.teardown(() => box.kill());

  for (const more of [
    ['--frames', '480'],
    ['--transport', 'udp', '--frames', '160', '--redundancy', 'xor'],
    ['--transport', 'udp', '--redundancy', 'none', '--format', 'float32', '--frames', '128'],
    ['--transport', 'udp', '--codec', 'opus', '--frames', '240', '--copies', '2'],
    ['--codec', 'opus', '--frames', '960'],
  ]) {
    await t.test(`hears its mix and writes it: ${more.join(' ')}`, async (t) => {
      let recording = await recorded(t, box, more);
      // A machine too busy to play in time puts gaps into all of it: then once more.
      for (let tries = 1; tries < 10 && wrongLevels(recording.wav).length > 0; tries++)
        recording = await recorded(t, box, more);
      const { ran, wav, keys } = recording;
      t.equal(wav.toString('latin1', 0, 4), 'RIFF');
      t.equal(wav.readUInt32LE(40), wav.length - 44, 'the header knows the length');
      t.ok(wav.length > 44 + 2 * 48_000 * 4, `${wav.length} bytes`);
      t.same(wrongLevels(wav), []);
      t.match(ran.out, /\d+ packets, .*underruns/);
      if (more.includes('udp')) t.match(ran.out, /over UDP/);
      t.equal(statSync(keys).mode & 0o777, 0o600, 'its keys are its own');
    });
  }

  await t.test('plays it through ALSA', async (t) => {
    if (spawnSync('aplay', ['--version']).status !== 0) return t.plan(0, 'aplay is not installed');
    const folder = newFolder(t);
    const [config, played, keys] = [join(folder, 'asound.conf'), join(folder, 'played.raw'), join(folder, 'keys.json')];
    // ALSA's own user-space devices: the sound goes into a file.
    writeFileSync(config, `pcm.stage { type file slave.pcm { type null } file "${played}" format raw }\n`);
    const where = ['--host', '127.0.0.1', '--port', String(box.webPort), '--keys', keys];
    const ran = await listen([...where, '--device', 'stage', '--seconds', '4'], { ALSA_CONFIG_PATH: config });
    t.equal(ran.code, 0, ran.err);
    const wav = Buffer.concat([Buffer.alloc(44), readFileSync(played)]);
    t.ok(wav.length > 2 * 48_000 * 4, `${wav.length} bytes; ${ran.out}`);
    const expected = 0.25 * 0.5 * Math.SQRT1_2;
    for (const side of [0, 1] as const) {
      for (const hertz of [250, 500]) {
        const level = tone(wav, side, hertz);
        t.ok(Math.abs(20 * Math.log10(level / expected)) < 0.5, `${hertz} Hz, side ${side}: ${level}`);
      }
    }
  });

  await t.test('a card that cannot play ends the client, and the error names the card', async (t) => {
    if (spawnSync('aplay', ['--version']).status !== 0) return t.plan(0, 'aplay is not installed');
    const where = ['--host', '127.0.0.1', '--port', String(box.webPort), '--keys', join(newFolder(t), 'keys.json')];
    t.match(await listen([...where, '--device', 'nosuchcard']), {
      code: 1,
      out: /nothing can be played on “nosuchcard”/,
    });
  });

  await t.test('it comes back as the same device', async (t) => {
    const folder = newFolder(t);
    const keys = join(folder, 'keys.json');
    const args = ['--host', '127.0.0.1', '--port', String(box.webPort), '--keys', keys, '--silent', '--seconds', '0.5'];
    t.equal((await listen(args)).code, 0);
    const first = readFileSync(keys, 'utf8');
    t.equal((await listen(args)).code, 0);
    t.equal(readFileSync(keys, 'utf8'), first);
  });
  await box.stop();
});

/** The newest stereo frames of a WAV file that is still being written. */
function newest(file: string, frames: number): Buffer {
  const data = readFileSync(file).subarray(44);
  const end = data.length - (data.length % 4);
  return data.subarray(Math.max(0, end - 4 * frames), end);
}

t.test('after the box is switched off and on, the client finds it and plays on', async (t) => {
  const folder = newFolder(t);
  const dataDir = join(folder, 'data');
  const flags = ['--source', 'tones:2', '--native-port', String(await portsToReturnTo())];
  let box = await Box.start(flags, { dataDir });
  t.teardown(() => box.kill());
  const [file, keys] = [join(folder, 'heard.wav'), join(folder, 'keys.json')];
  const child = spawn(
    process.execPath,
    [MAIN, '--host', '127.0.0.1', '--port', String(box.webPort), '--keys', keys, '--wav', file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  t.teardown(() => child.kill('SIGKILL'));
  let out = '';
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString();
  });
  const packets = () => Number(/(\d+) packets(?!.*packets)/s.exec(out)?.[1] ?? 0);
  await until('it plays', () => packets() > 100);
  await box.stop();
  await until('it says that the box is gone', () => /stopping; trying again/.test(out));
  const before = packets();
  box = await Box.start(flags, { dataDir });
  await until('it plays again', () => packets() > before + 100);
  // On a busy machine the first sound may have gaps, until the client knows how late packets come.
  await until('what it hears last is the sound', () => tone(newest(file, 24_000), 0, 500) > 0.05);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  t.equal(code, 0);
});

t.test('errors are explained in words', async (t) => {
  t.match(await listen(['--help']), { code: 0, out: /--host/ });
  const wrong = await listen(['--frames', '12', '--transport', 'pigeon', '--target', 'x']);
  t.equal(wrong.code, 2);
  t.match(wrong.err, /--frames/);
  t.match(wrong.err, /--target/);
  t.match(await listen(['--nonsense']), { code: 2, err: /nonsense/ });
  t.match(await listen(['--host', '127.0.0.1', '--port', '1', '--silent']), { code: 1, err: /no box answers/ });
  t.notOk(existsSync('keys.json'));
});
