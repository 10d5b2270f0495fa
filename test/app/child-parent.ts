/** Has a supervised child and prints its process id. Run by the test of the supervised child, and killed by it. */
import { SupervisedChild } from '../../src/app/supervised-child.js';

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
