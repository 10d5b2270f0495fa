import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import t from 'tap';
import { hasCompiler } from '../built-addon.js';
import { machineOpus } from './machine-opus.js';

const INDEX = JSON.stringify(new URL('../../../src/addon/index.js', import.meta.url).href);
const addon = machineOpus();

/** Interleaved stereo: two sines per side, s16. */
function tones(frames: number, from = 0): Int16Array {
  const out = new Int16Array(frames * 2);
  for (let n = 0; n < frames; n++) {
    out[2 * n] = 8000 * Math.sin((from + n) * 0.05) + 4000 * Math.sin((from + n) * 0.31);
    out[2 * n + 1] = 9000 * Math.sin((from + n) * 0.07);
  }
  return out;
}

/** Encodes `count` packets of `frames` frames one after the other. */
function packets(frames: number, bytes: number, count: number, alone: (n: number) => boolean = () => false) {
  const encoder = addon!.createOpusEncoder(160_000, 2);
  const made = Array.from({ length: count }, (_, n) => {
    const out = new Uint8Array(bytes);
    const length = addon!.encodeOpus(encoder, tones(frames, n * frames), frames, alone(n), out, bytes);
    return out.subarray(0, length);
  });
  addon!.closeOpus(encoder);
  return made;
}

if (addon !== undefined) {
  t.test('what the addon declares of libopus is what its header says', { skip: !hasCompiler }, async (t) => {
    if (!existsSync('/usr/include/opus/opus.h')) {
      t.comment('no libopus-dev here');
      return;
    }
    const run = spawnSync(
      process.env.CXX || 'g++',
      ['-std=c++17', '-fsyntax-only', '-I', 'src/addon', 'test/addon/opus/opus_abi_check.cc'],
      { encoding: 'utf8' },
    );
    t.match(run, { status: 0 }, run.stderr);
  });

  t.test('packets have a constant size, and the look-ahead is 2.5 ms', async (t) => {
    t.match(addon.opusVersion(), /^libopus \d/);
    for (const [frames, bitrate, bytes] of [
      [120, 160_000, 50],
      [240, 160_000, 100],
      [480, 128_000, 160],
      [960, 128_000, 320],
    ] as const) {
      const encoder = addon.createOpusEncoder(bitrate, 2);
      t.equal(encoder.lookAhead, 120);
      const out = new Uint8Array(1275);
      const sizes = new Set<number>();
      for (let n = 0; n < 50; n++)
        sizes.add(addon.encodeOpus(encoder, tones(frames, n * frames), frames, n % 7 === 0, out, 1275));
      t.same([...sizes], [bytes], `${frames} frames`);
    }
  });

  t.test('float samples and samples in shared memory encode to the same packets as s16', async (t) => {
    const plain = tones(240);
    const shared = new Int16Array(new SharedArrayBuffer(plain.byteLength));
    shared.set(plain);
    const float = Float32Array.from(plain, (x) => x / 32_768);
    const [one, two, three] = [plain, shared, float].map((samples) => {
      const out = new Uint8Array(100);
      addon.encodeOpus(addon.createOpusEncoder(160_000, 2), samples, 240, true, out, 100);
      return out;
    });
    t.same(one, two);
    t.same(one, three);
  });

  t.test('a decoder gives s16 and float alike, and makes up sound for a lost packet', async (t) => {
    const made = packets(240, 100, 20);
    const [a, b] = [addon.createOpusDecoder(), addon.createOpusDecoder()];
    const s16 = new Int16Array(480);
    const float = new Float32Array(480);
    for (const packet of made) {
      t.equal(addon.decodeOpus(a, packet, s16, 240), 240);
      t.equal(addon.decodeOpus(b, packet, float, 240), 240);
      let apart = 0;
      for (const [i, x] of float.entries()) apart = Math.max(apart, Math.abs(x * 32_768 - s16[i]!));
      t.ok(apart <= 1, `${apart} steps apart`);
    }
    t.equal(addon.decodeOpus(a, null, s16, 240), 240);
    t.ok(Math.max(...s16) > 3000, 'the made-up sound is no silence');
  });

  t.test('a decoder may begin with a frame that was coded alone', async (t) => {
    const made = packets(240, 100, 40, (n) => n === 20);
    const decode = (from: number, to: number) => {
      const decoder = addon.createOpusDecoder();
      const out = new Float32Array(480);
      for (const packet of made.slice(from, to)) addon.decodeOpus(decoder, packet, out, 240);
      return out;
    };
    const apart = (from: number) => {
      const [all, late] = [decode(0, from + 2), decode(from, from + 2)];
      return Math.max(...all.map((x, i) => Math.abs(x - late[i]!)));
    };
    t.ok(apart(20) < 1e-3, `${apart(20)}: its second packet already sounds as for everybody`);
    t.ok(apart(25) > 0.005, `${apart(25)}: from another packet it does not`);
  });

  t.test('what is closed, damaged or too long is refused with a code or a number', async (t) => {
    const encoder = addon.createOpusEncoder(160_000, 2);
    const decoder = addon.createOpusDecoder();
    const [out, samples] = [new Uint8Array(100), new Int16Array(480)];
    t.throws(() => addon.encodeOpus(encoder, samples, 239, false, out, 100), { code: 'opus-argument' });
    t.throws(() => addon.encodeOpus(encoder, samples, 480, false, out, 100), { code: 'opus-argument' });
    t.throws(() => addon.encodeOpus(encoder, samples, 240, false, out, 101), { code: 'opus-argument' });
    t.throws(() => addon.createOpusEncoder(5000, 2), { code: 'opus-argument' });
    t.throws(() => addon.decodeOpus(decoder, out, samples, 360), { code: 'opus-argument' });
    t.throws(() => addon.decodeOpus(encoder as never, out, samples, 240), { code: 'opus-closed' });
    t.ok(addon.decodeOpus(decoder, new Uint8Array(0), samples, 240) < 0, 'an empty packet is no lost one');
    const [long] = packets(960, 320, 1);
    t.ok(addon.decodeOpus(decoder, long!, samples, 240) < 0, 'it would not fit');
    addon.closeOpus(encoder);
    addon.closeOpus(encoder);
    addon.closeOpus(decoder);
    t.throws(() => addon.encodeOpus(encoder, samples, 240, false, out, 100), { code: 'opus-closed' });
    t.throws(() => addon.decodeOpus(decoder, null, samples, 240), { code: 'opus-closed' });
  });

  // In a separate process, so that a crash fails the test.
  const GARBAGE = `
    import { loadAddon } from ${INDEX};
    const addon = loadAddon();
    let state = 20260;
    const next = (below) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % below;
    const encoder = addon.createOpusEncoder(160000, 2);
    let decoder = addon.createOpusDecoder();
    const out = new Float32Array(11520);
    const good = new Uint8Array(100);
    const tally = { decoded: 0, damaged: 0 };
    for (let round = 0; round < 60000; round++) {
      const samples = Int16Array.from({ length: 480 }, () => next(65536) - 32768);
      if (round % 50 === 0) addon.encodeOpus(encoder, samples, 240, next(2) === 1, good, 100);
      const garbage = Uint8Array.from(round % 2 ? good : { length: next(round % 9 ? 200 : 2000) }, (x) => x ?? next(256));
      for (let n = next(5); n > 0 && garbage.length > 0; n--) garbage[next(garbage.length)] = next(256);
      const frames = 120 * (1 + next(48));
      const result = addon.decodeOpus(decoder, next(20) === 0 ? null : garbage, out, frames);
      if (result > frames) throw new Error(result + ' frames in ' + frames);
      for (let i = 0; i < result * 2; i++) if (!Number.isFinite(out[i])) throw new Error('not a number');
      tally[result > 0 ? 'decoded' : 'damaged']++;
      if (round % 1000 === 0) decoder = addon.createOpusDecoder();
      if (round % 500 === 0) addon.resetOpusDecoder(decoder);
    }
    console.log(JSON.stringify(tally));
  `;
  t.test('sixty thousand garbled packets: each is decoded or refused, and the process lives (fuzz)', async (t) => {
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', GARBAGE], { encoding: 'utf8' });
    t.match(run, { status: 0, signal: null }, run.stderr.slice(0, 500));
    const { decoded, damaged } = JSON.parse(run.stdout) as Record<string, number>;
    t.ok(decoded! > 1000 && damaged! > 1000, `${decoded} decoded, ${damaged} refused`);
  });

  t.test('encoders and decoders that nobody holds are freed', async (t) => {
    const script = `
      import { loadAddon } from ${INDEX};
      const addon = loadAddon();
      const round = async (times) => {
        for (let i = 0; i < times; i++) { addon.createOpusEncoder(160000, 2); addon.createOpusDecoder(); }
        for (let i = 0; i < 3; i++) { gc(); await new Promise(setImmediate); }
        return process.memoryUsage().rss;
      };
      await round(1000);
      const before = await round(1000);
      let after = before;
      for (let i = 0; i < 5; i++) after = await round(1000);
      console.log((after - before) / 1e6);
    `;
    const run = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], { encoding: 'utf8' });
    t.equal(run.status, 0, run.stderr);
    // Kept, 5000 pairs would need 250 MB.
    t.ok(Number(run.stdout) < 100, `${run.stdout.trim()} MB more`);
  });
}
