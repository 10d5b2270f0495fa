/**
 * Inputs that no honest client sends, from a seed, at every entrance of the box. A tenth goes through real sockets into
 * a running box, the rest runs in process, at the same time.
 *
 *   npm run fuzz -- --inputs 10000000 [--seed S] [--minutes 60] [--sockets 10] [--only mqtt,wav] [--found FOLDER]
 *                   [--write]
 *   npm run fuzz -- --comings 10000 [--write]
 *   npm run fuzz -- --replay FILE
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Circumstances } from '../harness/circumstances.js';
import { onCable } from './common/inside.js';
import { writeSection } from './common/page.js';
import { BUNDLES, fuzzBundles } from './fuzz/bundles.js';
import { comings } from './fuzz/comings.js';
import { Findings } from './fuzz/findings.js';
import { runInProcess } from './fuzz/in-process-run.js';
import { replay } from './fuzz/replay.js';
import { comingsText, fuzzText, type Text } from './fuzz/report.js';
import { SocketRun } from './fuzz/socket-run.js';

const { values: options } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    /** Percent that goes through sockets. */
    sockets: { type: 'string', default: '10' },
    processes: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    found: { type: 'string', default: 'fuzz-found' },
    comings: { type: 'string' },
    replay: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

const cable = options.comings === undefined ? await onCable(4) : undefined;
const circumstances = new Circumstances();
const untilMs = Date.now() + Number(options.minutes) * 60_000;

function done(section: string, { text, good }: Text): never {
  const whole = `${circumstances.line()}\n\n${text}`;
  console.log(`\n${whole}`);
  if (options.write) writeSection(section, whole);
  process.exit(good ? 0 : 1);
}

if (options.replay !== undefined) process.exit((await replay(options.replay, cable)) ? 0 : 1);
if (options.comings !== undefined)
  done('comings', comingsText(await comings(Number(options.comings), Number(options.minutes) * 60_000)));

const folder = mkdtempSync(join(tmpdir(), 'stagebox-fuzz-'));
const findings = new Findings(resolve(options.found));
const inputs = Number(options.inputs);
const only = options.only === '' ? [] : options.only.split(',');
const socketInputs = Math.round((inputs * Number(options.sockets)) / 100);
const { seed } = options;
const started = performance.now();
const inProcessPlan = {
  seed,
  inputs: inputs - socketInputs,
  untilMs,
  processes: Number(options.processes),
  only,
  folder,
  nice: socketInputs > 0 ? 15 : 0,
};
// Each bundle costs several shell programs: so only a hundred thousandth of all inputs.
const batches = only.length > 0 && !only.includes('bundles') ? 0 : Math.ceil(inputs / 100_000 / BUNDLES);
const [sockets, inProcess, bundles] = await Promise.all([
  socketInputs > 0 ? new SocketRun({ seed, inputs: socketInputs, untilMs, cable, only }, findings).run() : undefined,
  inputs > socketInputs ? runInProcess(inProcessPlan, findings) : undefined,
  fuzzBundles(seed, batches, untilMs, folder, findings),
]);
rmSync(folder, { recursive: true, force: true });
const seconds = (performance.now() - started) / 1000;
done('fuzz', fuzzText({ seed, wanted: inputs, seconds, sockets, inProcess, bundles, findings, about: cable }));
