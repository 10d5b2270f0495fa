import t from 'tap';
import { barrier, faultText } from '../../src/base/barrier.js';

function recorded() {
  const faults: [string, unknown][] = [];
  return { faults, sink: (door: string, error: unknown) => void faults.push([door, error]) };
}

t.test('a handler that throws costs only its message', async (t) => {
  const { faults, sink } = recorded();
  const fault = new Error('bad message');
  let handled = 0;
  const door = barrier('mqtt', sink, (bad: boolean) => {
    if (bad) throw fault;
    handled++;
  });
  door(true);
  door(false);
  t.equal(handled, 1);
  t.same(faults, [['mqtt', fault]]);
});

t.test('a handler that rejects later is caught too, without an unhandled rejection', async (t) => {
  const { faults, sink } = recorded();
  barrier('native', sink, async () => {
    await Promise.resolve();
    throw new Error('later');
  })();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(faults.length, 1);
  t.equal(faults[0]![0], 'native');
});

t.test('a fault is logged with its stack, anything else thrown as text', async (t) => {
  t.match(faultText(new Error('x')), /Error: x\n {4}at /);
  t.equal(faultText('plain'), 'plain');
  t.equal(faultText(undefined), 'undefined');
});
