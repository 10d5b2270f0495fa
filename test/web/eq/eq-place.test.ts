import t from 'tap';
import { drags, gripAt, hzAt, moved, type Point, xOf, yOf } from '../../../src/web/eq/eq-place.js';

const POINTS: readonly Point[] = [
  { name: '1', hz: 100, db: 0 },
  { name: '2', hz: 400, db: 3 },
  { name: '3', hz: 2_500, db: 0 },
  { name: '4', hz: 3_000, db: 0 },
];
const [one, , three] = POINTS as [Point, Point, Point, Point];
const at = ({ hz, db }: Point, right = 0, down = 0) => ({ x: xOf(hz) + right, y: yOf(db) + down });

t.test('a place of the drawing is a frequency, and back', async (t) => {
  for (const hz of [20, 100, 1_000, 20_000]) t.ok(Math.abs(hzAt(xOf(hz)) / hz - 1) < 1e-9, `${hz} Hz`);
});

t.test('a finger takes hold of the nearest band within 24 units, and of none beside them', async (t) => {
  t.equal(gripAt(POINTS, at(one))?.name, '1');
  t.equal(gripAt(POINTS, at(one, -24))?.name, '1', 'at the edge');
  t.equal(gripAt(POINTS, at(one, -25)), undefined, 'beside it');
  t.equal(gripAt(POINTS, at(one, -18, 18)), undefined, 'across');
  t.equal(gripAt(POINTS, at(three, 1))?.name, '3', 'the nearer of two');
  t.equal(gripAt(POINTS, at(three, 12))?.name, '4');
});

t.test('a point keeps its distance to the finger', async (t) => {
  const from = at(one, 12, -20);
  const grip = gripAt(POINTS, from)!;
  t.same(moved(grip, from), { hz: 100, db: 0 }, 'no jump');
  const between = gripAt([{ name: '3', hz: 2_500, db: 0.3 }], at(three))!;
  const aside = moved(between, at(three, 0, 30));
  t.equal(aside.hz, 2_500, 'a frequency between two steps stays while the finger goes down');
  const { hz, db } = moved(grip, { x: from.x + (xOf(200) - xOf(100)), y: from.y + yOf(-6) - yOf(0) });
  t.ok(Math.abs(Math.log2(hz / 200)) < 1 / 20, `an octave up: ${hz} Hz`);
  t.equal(db, -6);
});

t.test('a finger that trembles chooses a band and moves none', async (t) => {
  const from = at(one, 5);
  const grip = gripAt(POINTS, from)!;
  t.notOk(drags(grip, { x: from.x + 3, y: from.y }));
  t.ok(drags(grip, { x: from.x + 2, y: from.y + 3 }));
});

t.test('outside of the drawing a band stops at its edge', async (t) => {
  const grip = gripAt(POINTS, at(one))!;
  t.same(moved(grip, { x: -500, y: -500 }), moved(grip, { x: 0, y: 0 }));
});
