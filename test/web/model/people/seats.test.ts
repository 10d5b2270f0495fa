import t from 'tap';
import { LEFT_AFTER_MS, nextToLeave, type Seats, seatsAfter } from '../../../../src/web/model/people/seats.js';

const box = (list: string) =>
  // A capital letter: connected.
  [...list].map((letter) => ({ uuid: letter.toLowerCase(), active: letter !== letter.toLowerCase() }));

/** Who counts as here after each list, at its time in ms. */
function play(...steps: readonly (readonly [now: number, list: string])[]): { here: string[]; seats: Seats } {
  let seats: Seats = new Map();
  const here = steps.map(([now, list]) => {
    seats = seatsAfter(seats, box(list), now);
    return [...seats.keys()].join('');
  });
  return { here, seats };
}

const LATE = LEFT_AFTER_MS;

for (const [title, steps, here] of [
  ['who is connected is here; who was never seen is not', [[0, 'ABc']], ['ab']],
  [
    'a link that breaks and comes back keeps the place',
    [
      [0, 'ABC'],
      [1000, 'AbC'],
      [3000, 'ABC'],
    ],
    ['abc', 'abc', 'abc'],
  ],
  [
    'a link that stays away has left',
    [
      [0, 'AB'],
      [1000, 'Ab'],
      [1000 + LATE - 1, 'Ab'],
      [1000 + LATE, 'Ab'],
    ],
    ['ab', 'ab', 'ab', 'a'],
  ],
  [
    'each break is counted anew',
    [
      [0, 'AB'],
      [0, 'Ab'],
      [LATE - 1, 'AB'],
      [LATE, 'Ab'],
      [2 * LATE - 1, 'Ab'],
    ],
    ['ab', 'ab', 'ab', 'ab', 'ab'],
  ],
  [
    'who was removed leaves at once',
    [
      [0, 'AB'],
      [1, 'A'],
    ],
    ['ab', 'a'],
  ],
  [
    'somebody new takes the place that the box gives',
    [
      [0, 'AC'],
      [1, 'ABC'],
    ],
    ['ac', 'abc'],
  ],
  [
    'the engineer’s new order counts',
    [
      [0, 'AB'],
      [1, 'Ba'],
    ],
    ['ab', 'ba'],
  ],
] as const)
  t.test(title, async (t) => t.same(play(...steps).here, here));

t.test('at the time that was named they have left, to the last bit', async (t) => {
  for (const since of [0.1, 1234.5678, 98_765.4321]) {
    const { seats } = play([0, 'AB'], [since, 'Ab']);
    t.notOk(seatsAfter(seats, box('Ab'), nextToLeave(seats)!).has('b'), `${since}`);
  }
});

t.test('the next to leave is whose link has been gone longest', async (t) => {
  t.equal(nextToLeave(play([0, 'AB']).seats), undefined);
  t.equal(nextToLeave(play([0, 'AB'], [500, 'aB'], [900, 'ab']).seats), 500 + LATE);
});
