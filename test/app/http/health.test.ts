import t from 'tap';
import { Health } from '../../../src/app/http/health.js';
import { parseExposition } from './prometheus-text.js';

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
    air: () => ({ known: true, limit: 0.6, total: 0.25, listeners: 5, refusals: 2 }),
  });
  t.teardown(() => health.stop());
  const body = JSON.parse(String((await health.json()).body)) as Record<string, unknown>;
  t.match(body, { periods: 0, xruns: 0, listeners: [], store: { commits: 2 } });
  t.match(body, { cpuPercent: 12.5, temperatureC: null, diskFreeBytes: 5, diskTotalBytes: 9 });
  t.match(body.memory, { rss: Number, heapUsed: Number, totalBytes: 3, availableBytes: 2 });
  const text = String((await health.prometheus()).body);
  t.match(body.mdns, { state: 'announced', restarts: 3, names: ['stagebox.local'] });
  const figure = (name: string) => parseExposition(text).get(name)?.samples[0]?.value;
  t.equal(figure('stagebox_mdns_announced'), 1);
  t.equal(figure('stagebox_mdns_restarts'), 3);
  t.match(text, 'stagebox_cpu_percent 12.5\n');
  t.match(body.air, { known: true, total: 0.25 });
  t.strictSame([figure('stagebox_air_total'), figure('stagebox_air_refusals')], [0.25, 2]);
  t.notMatch(text, 'temperature');
});
