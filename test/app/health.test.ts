import t from 'tap';
import { exposition, Health, ListenerNumbers } from '../../src/app/health.js';

t.test('the Prometheus text has a sample for every number, and names nobody', async (t) => {
  const text = exposition(
    {
      periods: 7,
      latency: { captureToMix: { p50: 12 } },
      ok: true,
      name: 'not a number',
      broken: Number.NaN,
      listeners: [
        {
          device: 'a"\n}',
          mix: 'a',
          kind: 'web',
          frames: 480,
          sent: 3,
          dropped: 1,
          queueAgeMs: 2,
          stalled: false,
          forMs: 1,
        },
      ],
    },
    new ListenerNumbers(),
  );
  t.match(text, 'stagebox_periods 7\n');
  t.match(text, 'stagebox_latency_capture_to_mix_p50 12\n');
  t.match(text, 'stagebox_ok 1\n');
  t.match(text, 'stagebox_listener_sent_total{listener="1",kind="web"} 3\n');
  t.notMatch(text, 'NaN');
  for (const line of text.trim().split('\n'))
    t.match(line, /^stagebox_[a-z0-9_]+(\{listener="\d+",kind="(web|native)"\})? -?[\d.e+-]+$/);
});

t.test('a listener keeps its number while it is here, and nobody gets that number later', async (t) => {
  const numbers = new ListenerNumbers();
  const [a, b, c] = ['a', 'b', 'c'].map((device) => ({ device, kind: 'web' as const }));
  t.same(numbers.of([a!, b!]), [1, 2]);
  t.same(numbers.of([b!, c!]), [2, 3]);
  t.same(numbers.of([a!, c!]), [4, 3], 'who comes again is another');
});

t.test('health answers before any sound runs', async (t) => {
  const health = new Health({
    version: '1',
    engine: () => undefined,
    control: () => ({ store: { commits: 2 } }),
    machine: () => ({
      cpuPercent: 12.5,
      temperatureC: null,
      diskFreeBytes: 5,
      diskTotalBytes: 9,
      memory: { totalBytes: 3, availableBytes: 2 },
    }),
    mdns: () => ({ state: 'announced', announced: true, restarts: 3, names: ['stagebox.local'] }),
    threads: () => ({ main: { progressAgeMs: 7, still: false } }),
  });
  t.teardown(() => health.stop());
  const body = JSON.parse(String((await health.json()).body)) as Record<string, unknown>;
  t.match(body, { periods: 0, xruns: 0, listeners: [], store: { commits: 2 } });
  t.match(body, { cpuPercent: 12.5, temperatureC: null, diskFreeBytes: 5, diskTotalBytes: 9 });
  t.match(body.memory, { rss: Number, heapUsed: Number, totalBytes: 3, availableBytes: 2 });
  const text = String((await health.prometheus()).body);
  t.match(body.mdns, { state: 'announced', restarts: 3, names: ['stagebox.local'] });
  t.match(text, 'stagebox_mdns_announced 1\nstagebox_mdns_restarts 3\n');
  t.match(text, 'stagebox_cpu_percent 12.5\n');
  t.notMatch(text, 'temperature');
});
