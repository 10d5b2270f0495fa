/** Starts a supervised child and prints its process id. The test of the supervised child runs it, and kills it. */
import { SupervisedChild } from '../../../src/app/process/supervised-child.js';

new SupervisedChild({
  name: 'the child',
  entry: new URL('./child-fixture.js', import.meta.url),
  begin: { how: 'plays' },
  readyLimitMs: 60_000,
  heard: (message) => {
    console.log((message as { pid: number }).pid);
    return 'ready';
  },
  ended: () => undefined,
});
