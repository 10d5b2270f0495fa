/** Whatever JavaScript passes to the addon, the addon answers or throws: it never ends the process. */
import { spawnSync } from 'node:child_process';
import t from 'tap';
import { builtAddon } from './built-addon.js';

const INDEX = JSON.stringify(new URL('../../src/addon/index.js', import.meta.url).href);

// In a separate process, so that a crash fails the test.
const SCRIPT = `
import { loadAddon } from ${INDEX};
const addon = loadAddon();
let state = Number(process.argv[1]);
const next = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 8) % below;
};
class Ours extends Error {}
const throws = () => { throw new Ours('by the caller'); };
const detached = new Int32Array(16);
structuredClone(detached.buffer, { transfer: [detached.buffer] });
const VALUES = [
  undefined, null, true, false, 0, -0, 1, -1, 0.5, 63, 64, 65, 4096, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e308,
  Number.NaN, Infinity, -Infinity, '', 'null', 'nonsense', 'a\\0b', '\\ud800', 'x'.repeat(100_000), '127.0.0.1', '::1', '@abstract',
  Symbol('s'), 10n, [], {}, () => 1, throws, new Date(), /x/, new Map(), new Int32Array(16), new Int32Array(0), detached,
  new Float32Array(65_536), new Float64Array(9), new DataView(new ArrayBuffer(8)), new Int32Array(new SharedArrayBuffer(64)),
  new Int32Array(new ArrayBuffer(72), 4, 16), new Proxy({}, { get: throws, has: throws, ownKeys: throws }), Object.create(null),
  { device: 'null' }, { device: 'null', channels: 1e9, sampleRate: -1, periodFrames: Number.NaN, format: 7, access: {} },
  { device: 'null', periodFrames: 1e9 }, { device: 'a\\0b' }, { device: 'x'.repeat(5_000) }, { get device() { return throws(); } },
  { priority: Number.NaN, cpu: 1e300, lockMemory: 'yes' }, { priority: -5, cpu: -7 }, { dscp: 1e9, priority: -1, sendBuffer: 1e99 },
  { get dscp() { return throws(); } }, { noDelay: {} },
];
const value = () => VALUES[next(VALUES.length)];
// Slow, or meant to end the process.
const names = Object.keys(addon).filter((name) => name !== 'listCards' && name !== 'exitNow');
for (let round = 0; round < 8_000; round++) {
  const name = names[next(names.length)];
  const given = Array.from({ length: next(7) }, value);
  try {
    addon[name](...given);
  } catch (error) {
    if (error instanceof Ours) continue;
    if (typeof error?.code !== 'string') throw new Error(name + ' threw ' + String(error?.stack ?? error));
  }
  if (round % 50 === 0) for (let id = 0; id < 400; id++) addon.stopCapture(id);
}
console.log('whole');
`;

if (builtAddon()) {
  t.test('any value for any argument (fuzz)', async (t) => {
    for (const seed of ['1', '2', '3']) {
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT, seed], {
        encoding: 'utf8',
        timeout: 600_000,
      });
      t.match(run, { status: 0, signal: null, stdout: /whole\n$/ }, `seed ${seed}: ${run.stderr.slice(0, 500)}`);
    }
  });
}
