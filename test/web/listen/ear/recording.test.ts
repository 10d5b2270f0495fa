import t from 'tap';
import { Recording } from '../../../../src/web/listen/ear/recording.js';

const part = (...values: number[]) => Float32Array.from(values);

t.test('parts are kept by their frames; a part that is missing is silence', async (t) => {
  const recording = new Recording(10);
  t.equal(recording.begun, false);
  recording.add(100, part(1, 2, 3));
  t.equal(recording.begun, true);
  recording.add(105, part(6, 7));
  t.same([...recording.part(100, 8)], [1, 2, 3, 0, 0, 6, 7, 0]);
  t.same([...recording.part(106, 2)], [7, 0]);
  t.equal(recording.loudest, 7);
});

t.test('what does not fit is dropped, and what was not recorded is empty', async (t) => {
  const recording = new Recording(4);
  t.equal(recording.part(0, 4).length, 0);
  recording.add(50, part(1, 2));
  recording.add(52, part(3, -9, 5, 6));
  t.same([...recording.part(51, 100)], [2, 3, -9]);
  t.equal(recording.part(49, 2).length, 0);
  t.equal(recording.part(60, 2).length, 0);
  t.equal(recording.loudest, 9);
});
