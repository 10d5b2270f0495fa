import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { BatchRun, Forgotten } from './fuzz/batch-run.js';
import { BUNDLES, fuzzBundles } from './fuzz/bundles.js';
import { type Door, Finding } from './fuzz/door.js';
import { inProcessDoors } from './fuzz/doors/all.js';
import { Findings, type Found } from './fuzz/findings.js';
import { Random } from './fuzz/random.js';
import { anything, changed, textOf } from './fuzz/values.js';

const SEED = 'suite';

t.test(
  'every door in process: one batch by seed, and nothing is thrown, forgotten, or out of what is allowed',
  async (t) => {
    const { doors, stop } = inProcessDoors();
    t.teardown(stop);
    const forgotten = new Forgotten();
    for (const door of doors) {
      const found: Found[] = [];
      // An absolute time says nothing about the box here: the fuzz command judges slow inputs, on a quiet machine.
      const run = new BatchRun(door, { seed: SEED, door: door.name, batch: 0 }, forgotten, (one) => {
        if (one.kind !== 'hang') found.push(one);
      });
      const { inputs } = await run.whole();
      t.ok(inputs > 0, `${door.name}: ${inputs} inputs`);
      t.strictSame(
        found.map(({ what, index }) => `${index}: ${what.slice(0, 500)}`),
        [],
        door.name,
      );
    }
  },
);

t.test('manifests of bundles: never executed, and only a matching one is chosen', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-fuzz-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const findings = new Findings(join(folder, 'found'));
  const inputs = await fuzzBundles(SEED, 2, Number.POSITIVE_INFINITY, folder, findings);
  t.ok(inputs > BUNDLES);
  t.strictSame(findings.lines(), []);
});

t.test('the same name makes the same inputs, another name others', (t) => {
  const inputs = (name: string) => {
    const random = new Random(name, 'values', 7);
    return Array.from({ length: 200 }, () =>
      textOf(random, random.once(2) ? anything(random) : changed(random, { a: [1, 'x'] })),
    );
  };
  t.strictSame(inputs('a'), inputs('a'));
  t.notSame(inputs('a'), inputs('b'));
  t.end();
});

t.test('the fuzz finds what it looks for: a throw, a forgotten rejection, a blocked thread', async (t) => {
  const door = (feed: (input: number) => Promise<void> | void): Door => {
    let next = 0;
    return {
      name: 'stand-in',
      about: '',
      share: 1,
      inputsPerBatch: 5,
      begin: () => {
        next = 0;
        return { make: () => ({ next: next++ }), feed: (input) => feed((input as { next: number }).next) };
      },
    };
  };
  const forgotten = new Forgotten();
  const foundBy = async (feed: (input: number) => Promise<void> | void) => {
    const found: Found[] = [];
    await new BatchRun(
      door(feed),
      { seed: 's', door: 'stand-in', batch: 0 },
      forgotten,
      (one) => void found.push(one),
    ).whole();
    return found.map(({ kind, index }) => `${kind} ${index}`);
  };
  t.strictSame(await foundBy(() => {}), []);
  t.strictSame(
    await foundBy((input) => {
      if (input === 3) throw new Finding('no');
    }),
    ['fault 3'],
  );
  const rejected = await foundBy((input) => {
    if (input === 2) void Promise.reject(new Error('nobody waits for this'));
  });
  t.equal(rejected.length, 1);
  t.match(rejected[0], /^end /);
  t.strictSame(
    await foundBy((input) => {
      const until = process.cpuUsage().user + 250_000;
      while (input === 1 && process.cpuUsage().user < until);
    }),
    ['hang 1'],
  );
});
