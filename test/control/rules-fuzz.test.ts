/** Seeded fuzz of the pure rules: commands from outside, drafts, undo. */
import t from 'tap';
import { COMMANDS, findCommand } from '../../src/control/commands/table.js';
import { register } from '../../src/control/devices/registry.js';
import { entries, HISTORY_SLOTS } from '../../src/control/mix/history.js';
import { applySet, differences, parseSet } from '../../src/control/mix/mix-command.js';
import { firstMix } from '../../src/control/mix/mixes.js';
import type { Actor } from '../../src/control/state/draft.js';
import { Draft } from '../../src/control/state/draft.js';
import { State } from '../../src/control/state/state.js';
import { archive } from '../../src/control/store/archive.js';
import { loadState } from '../../src/control/store/loader.js';
import { ControlError } from '../../src/wire/errors.js';
import { defaultMix } from '../../src/wire/mix.js';
import { fits, PARAMETER_NAMES, PARAMETERS } from '../../src/wire/parameters.js';
import { seeded } from '../harness/seeded.js';

const CHANNELS = 8;
const SEEDS = [1, 42, 4711];

const GARBAGE = [
  null,
  undefined,
  true,
  '',
  'x',
  0,
  -1,
  0.5,
  1e300,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  {},
  [null],
  { p: 'gain' },
  '__proto__',
  'constructor',
  2 ** 53,
  '🎸'.repeat(300),
];

/** Any value, nested a little. */
function anything(random: () => number, depth = 0): unknown {
  const pick = random();
  if (depth > 2 || pick < 0.6) return GARBAGE[Math.floor(random() * GARBAGE.length)];
  if (pick < 0.8) return Array.from({ length: Math.floor(random() * 4) }, () => anything(random, depth + 1));
  const keys = [
    'p',
    'ch',
    'v',
    'set',
    'action',
    'name',
    'id',
    'songs',
    'channels',
    'order',
    'text',
    'file',
    'from',
    'to',
  ];
  return Object.fromEntries(
    Array.from({ length: Math.floor(random() * 4) }, () => [
      keys[Math.floor(random() * keys.length)]!,
      anything(random, depth + 1),
    ]),
  );
}

const anna: Actor = { uuid: 'anna', name: 'Anna', role: 'musician', source: 'web' };
const engineer: Actor = { uuid: 'desk', name: 'Engineer', role: 'engineer', source: 'web' };

let clock = 0;
const draftOf = (state: State, actor: Actor) => new Draft(state, actor, { op: null, at: ++clock, channels: CHANNELS });

function newState(): State {
  const state = new State();
  loadState(state, [], () => 'epoch');
  for (const uuid of ['anna', 'desk']) {
    const draft = draftOf(state, engineer);
    register(draft, { uuid, type: 'web', name: uuid, tokenHash: uuid.padEnd(43, 'x'), address: '', userAgent: '' });
    firstMix(draft, uuid, false);
    draft.commit();
  }
  return state;
}

/** Runs a command as the door does; returns whether it was accepted. */
function run(state: State, actor: Actor, kind: string, target: string, payload: Record<string, unknown>): boolean {
  const draft = draftOf(state, actor);
  try {
    findCommand(kind, payload.action)!.run(draft, target, payload);
  } catch (error) {
    if (error instanceof ControlError) return false;
    throw error;
  }
  draft.commit();
  return true;
}

t.test('R6 any set is either applied as it is or refused with a path', async (t) => {
  for (const seed of SEEDS) {
    const random = seeded(seed);
    let accepted = 0;
    for (let i = 0; i < 3000; i++) {
      const value =
        random() < 0.5
          ? anything(random)
          : [
              {
                p: PARAMETER_NAMES[Math.floor(random() * 6)],
                ch: Math.floor(random() * (CHANNELS + 2)) - 1,
                v: anything(random, 3),
              },
            ];
      try {
        const set = parseSet(value, CHANNELS);
        accepted++;
        const { mix } = applySet(defaultMix(CHANNELS), set);
        for (const strip of mix.channels)
          for (const p of ['on', 'gain', 'pan', 'mute', 'solo'] as const)
            if (!fits(p, strip[p])) t.fail(`${seed}: ${p} = ${strip[p]}`);
        if (!fits('master', mix.master)) t.fail(`${seed}: master = ${mix.master}`);
      } catch (error) {
        if (!(error instanceof ControlError) || error.details.path === undefined)
          t.fail(`seed ${seed}: ${String(error)}`);
      }
    }
    t.ok(accepted > 50, `seed ${seed}: ${accepted} accepted`);
  }
});

t.test('R2 any payload to any command is executed or refused; a refusal leaves nothing behind', async (t) => {
  const dump = (state: State) =>
    JSON.stringify(
      COMMANDS.length &&
        [
          'device',
          'mix',
          'preset',
          'setlist',
          'session',
          'direct',
          'ask',
          'offer',
          'check',
          'scene',
          'sceneMix',
          'channel',
          'history',
          'trail',
          'meta',
          'house',
          'strip',
          'channelOrder',
        ].map((table) => [...state.rows(table as 'mix')]),
    );
  for (const seed of SEEDS) {
    const random = seeded(seed);
    const state = newState();
    run(state, anna, 'session', '', { action: 'create' });
    const session = [...state.rows('session')][0]![0];
    for (let i = 0; i < 1500; i++) {
      const row = COMMANDS[Math.floor(random() * COMMANDS.length)]!;
      const target = {
        device: 'anna',
        channel: '3',
        session: state.get('session', session) ? session : '',
        nothing: '',
      }[row.about];
      if (row.about === 'session' && target === '') continue;
      if (row.action === 'forget' || row.action === 'disconnect') continue;
      const noise = anything(random, 0);
      const payload = {
        ...(typeof noise === 'object' && noise !== null ? noise : {}),
        ...(row.action ? { action: row.action } : {}),
      } as Record<string, unknown>;
      const before = dump(state);
      if (!run(state, engineer, row.kind, target, payload) && dump(state) !== before)
        t.fail(`seed ${seed}: ${row.kind} ${row.action} was refused and changed something`);
    }
    const stored = JSON.parse(JSON.stringify(archive(state, 0).rows)) as Record<string, unknown>;
    const again = new State();
    const { faults } = loadState(again, Object.entries(stored), () => 'epoch');
    t.same(faults, [], `seed ${seed}: what is in force could be stored and loaded`);
    t.same(JSON.parse(JSON.stringify(archive(again, 0).rows)), stored, `seed ${seed}: as it was, with all its fields`);
  }
});

t.test('R27 R28 undo reverts only one’s own changes; redo repeats them', async (t) => {
  for (const seed of SEEDS) {
    const random = seeded(seed);
    const state = newState();
    const mix = () => state.get('mix', 'anna')!.mix;
    for (let i = 0; i < 800; i++) {
      const actor = random() < 0.5 ? anna : engineer;
      const before = mix();
      const what = random();
      if (what < 0.6) {
        const ch = Math.floor(random() * CHANNELS);
        const v = Math.round(random() * 4000) / 1000;
        run(state, actor, 'mix', 'anna', { set: [{ p: 'gain', ch, v }] });
        continue;
      }
      const undo = what < 0.85;
      const own = [...entries(state, 'anna')]
        .filter((entry) => entry.by === actor.uuid && entry.undone === 0 && entry.why === 'set')
        .flatMap((entry) => entry.changes);
      if (!run(state, actor, 'history', 'anna', { action: undo ? 'undo' : 'redo' }) || !undo) continue;
      const undone = mix();
      for (const { ch, from, to } of differences(before, undone)) {
        const mine = own.some((change) => change.ch === ch && change.to === from && change.from === to);
        if (!mine)
          t.fail(
            `seed ${seed}, step ${i}: ${actor.uuid} took channel ${ch} from ${from} to ${to}, which no change of theirs explains`,
          );
      }
      t.ok(run(state, actor, 'history', 'anna', { action: 'redo' }), `seed ${seed}, step ${i}: redo right after undo`);
      t.same(mix(), before);
      t.ok(run(state, actor, 'history', 'anna', { action: 'undo' }));
      t.same(mix(), undone);
    }
    t.ok([...entries(state, 'anna')].length <= HISTORY_SLOTS);
  }
});

t.test('every parameter has its previous name, and numbers have a range', async (t) => {
  for (const name of PARAMETER_NAMES) {
    const { type, min, max, earlier } = PARAMETERS[name];
    t.ok(earlier !== '' && (type === 'boolean' || (Number.isFinite(min) && Number.isFinite(max))), name);
  }
});
