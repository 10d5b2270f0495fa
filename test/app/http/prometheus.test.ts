import t from 'tap';
import { exposition, Families, ListenerNumbers } from '../../../src/app/http/prometheus.js';
import type { ListenerStats } from '../../../src/audio/engine-api.js';
import { parseExposition } from './prometheus-text.js';

const listener = (device: string, kind: 'web' | 'native', sent: number): ListenerStats => ({
  ...{ device, mix: device, kind, sent, dropped: 1, queueAgeMs: 2, stalled: false, forMs: 1 },
  ...({ transport: 'tcp', codec: 'pcm', frames: 480, copies: 0, adapt: false, bytesPerSecond: 195_200 } as const),
});

t.test('the text follows the format: each number is a family with help, type and all its samples', async (t) => {
  const text = exposition(
    {
      periods: 7,
      latency: { captureToMix: { p50: 12 } },
      ok: true,
      name: 'not a number',
      broken: Number.NaN,
      cpuPercent: 12.5,
      listeners: [listener('a"\n}', 'web', 3), listener('b', 'native', 4)],
    },
    new ListenerNumbers(),
  );
  const families = parseExposition(text);
  t.match(families.get('stagebox_periods'), { type: 'counter', samples: [{ value: 7 }] });
  t.match(families.get('stagebox_latency_capture_to_mix_p50'), {
    help: 'latency.captureToMix.p50 of /api/health',
    type: 'gauge',
    samples: [{ value: 12 }],
  });
  t.match(families.get('stagebox_ok'), { samples: [{ value: 1 }] });
  t.match(families.get('stagebox_cpu_percent'), { samples: [{ value: 12.5 }] });
  t.match(families.get('stagebox_listeners'), { type: 'gauge', samples: [{ value: 2 }] });
  t.same(families.get('stagebox_listener_sent_total'), {
    help: 'Packets that were sent to this listener',
    type: 'counter',
    samples: [
      { labels: { listener: '1', kind: 'web' }, value: 3 },
      { labels: { listener: '2', kind: 'native' }, value: 4 },
    ],
  });
  t.notOk(families.has('stagebox_name') || families.has('stagebox_broken'));
});

t.test('help and labels survive any text', async (t) => {
  const nasty = 'a\\n"b"\n{c="d"} # TYPE x\\';
  const families = new Families();
  families.add('first', nasty, 1, { of: nasty, and: ',' });
  families.add('second', 'another', 2);
  families.add('first', 'the help of the first sample counts', 3, { of: 'x' });
  t.same(
    [...parseExposition(String(families))],
    [
      [
        'stagebox_first',
        {
          help: nasty,
          type: 'gauge',
          samples: [
            { labels: { of: nasty, and: ',' }, value: 1 },
            { labels: { of: 'x' }, value: 3 },
          ],
        },
      ],
      ['stagebox_second', { help: 'another', type: 'gauge', samples: [{ labels: {}, value: 2 }] }],
    ],
  );
});

t.test('a listener keeps its number while it is here, and nobody gets that number later', async (t) => {
  const numbers = new ListenerNumbers();
  const [a, b, c] = ['a', 'b', 'c'].map((device) => ({ device, kind: 'web' as const }));
  t.same(numbers.of([a!, b!]), [1, 2]);
  t.same(numbers.of([b!, c!]), [2, 3]);
  t.same(numbers.of([a!, c!]), [4, 3], 'who comes again is another');
});
