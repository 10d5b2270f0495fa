import t from 'tap';
import { causeOf, type Symptoms } from '../../../src/web/listen/cause.js';

const well: Symptoms = {
  status: 'playing',
  hasPlayed: true,
  stands: false,
  full: null,
  unconnectedMs: 0,
  withoutSoundMs: 10,
  withoutMessageMs: 10,
  sinceResumeMs: Number.POSITIVE_INFINITY,
  lateEvents: 0,
  deviceGaps: 0,
  outputMs: 20,
};

const rules: readonly [string, Partial<Symptoms>, ReturnType<typeof causeOf>][] = [
  ['all is well', {}, null],
  ['replaced is said above all', { status: 'replaced', unconnectedMs: 1e6, lateEvents: 9 }, 'replaced'],
  ['stopped by the user: nothing to say', { status: 'idle', unconnectedMs: 1e6 }, null],
  ['paused before anything played: the tap did not count yet', { status: 'paused', hasPlayed: false }, null],
  ['paused while it played', { status: 'paused' }, 'asleep'],
  ['the clock stands before anything played', { status: 'paused', hasPlayed: false, stands: true }, 'asleep'],
  ['just came back', { sinceResumeMs: 4999 }, 'asleep'],
  ['came back a while ago', { sinceResumeMs: 5000 }, null],
  ['a short break of the connection', { status: 'connecting', unconnectedMs: 1499 }, null],
  ['no answer', { status: 'connecting', unconnectedMs: 1500, lateEvents: 9 }, 'box-gone'],
  ['no place: the box is there', { status: 'connecting', full: 'box-full', unconnectedMs: 9000 }, 'box-full'],
  ['no room on the radio', { status: 'connecting', full: 'air-full', unconnectedMs: 9000 }, 'air-full'],
  ['room for safe packets only', { status: 'connecting', full: 'air-safe', unconnectedMs: 9000 }, 'air-safe'],
  ['no place while the phone holds the sound', { status: 'paused', full: 'box-full' }, 'asleep'],
  ['box speaks but sends no sound', { withoutSoundMs: 1500, withoutMessageMs: 900 }, 'source-gone'],
  ['open connection, nothing comes at all', { withoutSoundMs: 3000, withoutMessageMs: 3000 }, 'weak-wifi'],
  ['a few late packets are what playout leaves out', { lateEvents: 7 }, null],
  ['late again and again', { lateEvents: 8 }, 'weak-wifi'],
  ['the phone skips: late packets are its doing too', { lateEvents: 5, deviceGaps: 3 }, 'busy'],
  ['Bluetooth', { outputMs: 180 }, 'bluetooth'],
  ['Bluetooth is said only when nothing worse', { outputMs: 180, lateEvents: 9 }, 'weak-wifi'],
  ['a browser that does not tell', { outputMs: null }, null],
];

for (const [name, symptoms, cause] of rules) {
  t.test(name, async (t) => {
    t.equal(causeOf({ ...well, ...symptoms }), cause);
  });
}
