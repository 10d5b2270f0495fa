import t from 'tap';
import { COARSE_PX, isDoubleTap, moveDrag, sensitivity, startDrag, TAP_SLOP_PX } from '../../../src/web/fader/drag.js';

t.test('touching anywhere never moves the handle', async (t) => {
  const drag = startDrag(0.3, -500, 10);
  t.equal(drag.travel, 0.3);
  const still = moveDrag(drag, -500 + TAP_SLOP_PX - 1, 10, 300);
  t.equal(still.travel, 0.3);
  t.notOk(still.moved);
});

t.test('the slop is not added when the drag begins', async (t) => {
  const begun = moveDrag(startDrag(0.3, 0, 0), TAP_SLOP_PX, 0, 300);
  t.ok(begun.moved);
  t.equal(begun.travel, 0.3);
  t.ok(Math.abs(moveDrag(begun, TAP_SLOP_PX + 30, 0, 300).travel - 0.4) < 1e-12);
});

t.test('finer the further to the side, without a jump when the finger comes back', async (t) => {
  t.equal(sensitivity(0), 1);
  t.equal(sensitivity(COARSE_PX), 1);
  t.ok(sensitivity(COARSE_PX + 32) === 0.5);
  t.ok(sensitivity(-10_000) === 1 / 12);
  let drag = moveDrag(startDrag(0.5, 0, 0), 20, 0, 300);
  drag = moveDrag(drag, 20, 100, 300);
  const before = drag.travel;
  drag = moveDrag(drag, 50, 100, 300);
  t.ok(drag.travel - before < 0.03 && drag.travel > before);
  const aside = drag.travel;
  t.equal(moveDrag(drag, 50, 0, 300).travel, aside);
});

t.test('stays within the run', async (t) => {
  let drag = moveDrag(startDrag(0.5, 0, 0), 20, 0, 300);
  drag = moveDrag(drag, 5000, 0, 300);
  t.equal(drag.travel, 1);
  drag = moveDrag(drag, -5000, 0, 300);
  t.equal(drag.travel, 0);
});

t.test('two taps soon after each other are a double tap', async (t) => {
  t.notOk(isDoubleTap(Number.NEGATIVE_INFINITY, 10));
  t.ok(isDoubleTap(100, 350));
  t.notOk(isDoubleTap(100, 500));
});

t.test('a drag does not leave its reach', async (t) => {
  let drag = moveDrag(startDrag(0.5, 0, 0), 20, 0, 300, [0.4, 0.55]);
  drag = moveDrag(drag, 5000, 0, 300, [0.4, 0.55]);
  t.equal(drag.travel, 0.55);
  drag = moveDrag(drag, -5000, 0, 300, [0.4, 0.55]);
  t.equal(drag.travel, 0.4);
});
