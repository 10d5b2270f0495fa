import t from 'tap';
import { judge } from '../../../src/web/engineer/health.js';
import { NO_TROUBLE } from '../../../src/web/engineer/recent-trouble.js';
import type { ListenerHealth } from '../../../src/wire/answers.js';
import { listener } from './listener.js';

const judged = (
  change: Partial<ListenerHealth>,
  report: Readonly<Record<string, unknown>> = {},
  trouble: Partial<typeof NO_TROUBLE> = {},
) => {
  const { quality, reason } = judge(
    { ...listener, ...change, report: { ...listener.report, ...report } },
    { ...NO_TROUBLE, ...trouble },
  );
  return [quality, reason];
};

t.test('a link is as good as the worst of what the box sees and what the player reports', async (t) => {
  for (const [name, found, expected] of [
    ['all is well', judged({}), ['good', undefined]],
    ['no report at all', judged({ report: undefined }), ['good', undefined]],
    ['a second late', judged({}, { delayMs: 1012 }), ['poor', 'late']],
    ['a little late has its own colour', judged({}, { delayMs: 40 }), ['good', undefined]],
    ['a busy phone explains its delay', judged({}, { delayMs: 1012, cause: 'busy' }), ['poor', 'busy']],
    ['paused', judged({}, { status: 'paused' }), ['poor', 'paused']],
    ['weak Wi-Fi', judged({}, { cause: 'weak-wifi' }), ['poor', 'weak-wifi']],
    ['Bluetooth', judged({}, { cause: 'bluetooth' }), ['fair', 'bluetooth']],
    ['worse than Bluetooth', judged({}, { cause: 'bluetooth', delayMs: 90 }), ['poor', 'late']],
    ['a cause that this page does not know', judged({}, { cause: 'gremlins' }), ['good', undefined]],
    ['nothing gets out', judged({ stalled: true }, { cause: 'weak-wifi' }), ['poor', 'stalled']],
    ['a queue', judged({ queueAgeMs: 30 }), ['fair', 'queue']],
    ['a long queue', judged({ queueAgeMs: 46 }), ['poor', 'queue']],
    ['a dropout', judged({}, {}, { dropouts: 1 }), ['fair', 'dropouts']],
    ['many dropouts', judged({}, {}, { dropouts: 4 }), ['poor', 'dropouts']],
    ['a lost packet', judged({}, {}, { lost: 1 }), ['fair', 'lost']],
    ['many lost packets', judged({}, {}, { lost: 9 }), ['poor', 'lost']],
  ] as const)
    t.same(found, expected, name);
});
