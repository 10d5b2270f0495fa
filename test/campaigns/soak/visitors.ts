/**
 * Listeners who come and go. Each stays for a while and then says goodbye, dies by a reset, or stops reading until the
 * box closes it. After `pause` all leave.
 *
 *     visitors <place> <specs> <lanes> <longest stay, ms> <visits; 0: until stopped>
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Ear, type EarSpec, listen, type Place } from '../common/ear.js';
import { Random } from '../fuzz/random.js';

export interface VisitorsReport {
  readonly type: 'visits';
  readonly visits: number;
  readonly refused: number;
  readonly left: number;
  readonly died: number;
  readonly stalled: number;
}

const [placeText, specsText, lanesText, stayText, visitsText] = process.argv.slice(2);
const place = JSON.parse(placeText!) as Place;
const specs = JSON.parse(specsText!) as EarSpec[];
const wanted = Number(visitsText) || Number.POSITIVE_INFINITY;
const counts = { visits: 0, refused: 0, left: 0, died: 0, stalled: 0 };
/** The box closes a listener after five seconds without a sign of life. */
const STALL_MS = 7000;
let paused = false;
let here = 0;

/** A lane always uses the same devices, so that no listener replaces another. */
async function lane(number: number, lanes: number): Promise<void> {
  const random = new Random('visitors', number);
  const own = specs.filter((_, i) => i % lanes === number);
  while (counts.visits < wanted) {
    if (paused) {
      await sleep(50);
      continue;
    }
    counts.visits++;
    here++;
    await visit(listen(place, random.pick(own)), random);
    here--;
    // Without a delay they would all come in one burst.
    await sleep(random.below(40));
  }
}

async function visit(ear: Ear, random: Random): Promise<void> {
  const patience = sleep(5000).then(() => {
    throw new Error('no sound');
  });
  patience.catch(() => undefined);
  const plays = await Promise.race([ear.playing, patience]).then(
    () => true,
    () => false,
  );
  if (!plays) counts.refused++;
  const until = performance.now() + random.below(Number(stayText));
  while (plays && !paused && performance.now() < until && ear.ended === undefined)
    await sleep(Math.min(50, Number(stayText)));
  const way = random.below(20);
  if (way === 0 && !paused && wanted === Number.POSITIVE_INFINITY) {
    counts.stalled++;
    ear.hold(true);
    await sleep(STALL_MS);
    ear.die();
  } else if (way < 10) {
    counts.left++;
    ear.leave();
    for (let i = 0; i < 40 && ear.ended === undefined; i++) await sleep(25);
    ear.die();
  } else {
    counts.died++;
    ear.die();
  }
}

process.on('message', ({ type }: { type: 'pause' | 'go on' | 'report' }) => {
  if (type === 'report') {
    process.send!({ type: 'visits', ...counts } satisfies VisitorsReport);
    return;
  }
  paused = type === 'pause';
  if (!paused) return;
  const look = setInterval(() => {
    if (here > 0) return;
    clearInterval(look);
    process.send!({ type: 'paused' });
  }, 20);
});
process.on('disconnect', () => process.exit(0));
const lanes = Number(lanesText);
await Promise.all(Array.from({ length: lanes }, (_, i) => lane(i, lanes)));
process.send!({ type: 'visits', ...counts } satisfies VisitorsReport);
