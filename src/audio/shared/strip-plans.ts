/** Writes the plans of the inputs' strips into shared memory. Main thread. */
import { STRIP_HEADER_BYTES, STRIP_OFFSET, STRIP_PLAN_BYTES, StripWord, stripPlanOffset } from './engine-layout.js';
import { beginRead, beginWrite, endWrite } from './seqlock.js';

/**
 * Writes the plan of a group of four inputs. `lanes` holds one list for each input, in the order of the plan's rows.
 * The mixer reads the other half meanwhile, and adopts the complete new plan at its next period.
 */
export function writeStripPlan(memory: WebAssembly.Memory, group: number, lanes: readonly (readonly number[])[]): void {
  const header = new Int32Array(memory.buffer, STRIP_OFFSET, STRIP_HEADER_BYTES / 4);
  const word = StripWord.PLAN_SEQ + group;
  const half = (((beginRead(header, word) >> 1) + 1) & 1) as 0 | 1;
  beginWrite(header, word);
  const plan = new Float32Array(memory.buffer, stripPlanOffset(group, half), STRIP_PLAN_BYTES / 4);
  lanes.forEach((values, lane) => {
    values.forEach((value, row) => {
      plan[row * lanes.length + lane] = value;
    });
  });
  endWrite(header, word);
}
