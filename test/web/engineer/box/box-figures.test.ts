import t from 'tap';
import { figuresOf, worstOf } from '../../../../src/web/engineer/box/box-figures.js';
import { pickLanguage } from '../../../../src/web/i18n/language.js';

pickLanguage('en');
const reading = (health: Parameters<typeof figuresOf>[0], key: string) =>
  figuresOf(health).find((one) => one.key === key);

t.test('figures the box does not know are left out', async (t) => {
  t.same(figuresOf(undefined), []);
  t.same(figuresOf({}), []);
  t.same(figuresOf({ cpuPercent: null, temperatureC: null, memory: { rss: 5 }, latency: 'none' }), []);
  t.equal(
    reading({ latency: { captureToSocket: { count: 0, p99: 900 } } }, 'figLatency'),
    undefined,
    'nobody listened',
  );
});

t.test('figures in the units people know', async (t) => {
  t.match(reading({ diskFreeBytes: 2.5e9, diskTotalBytes: 8e9 }, 'figDisk'), { value: '2.5 / 8.0 GB' });
  t.match(reading({ diskFreeBytes: 2.5e9, diskTotalBytes: null }, 'figDisk'), { value: '2.5 GB' });
  t.match(reading({ latency: { captureToSocket: { count: 3, p99: 1490 } } }, 'figLatency'), { value: '1.5 ms' });
  t.match(reading({ uptimeMs: 3_725_000 }, 'figUptime'), { value: '1 h 2 min' });
});

t.test('a lost name is a warning, a stalled part is trouble', async (t) => {
  const names = ['stagebox.local'];
  t.match(reading({ mdns: { state: 'announced', names } }, 'figName'), { value: 'stagebox.local', concern: undefined });
  t.match(reading({ mdns: { state: 'lost', names } }, 'figName'), { concern: 'warn' });
  t.equal(reading({ threads: { mixer: { still: false } } }, 'figThreads'), undefined);
  t.match(reading({ threads: { mixer: { still: true }, main: null } }, 'figThreads'), { value: '1', concern: 'bad' });
});

t.test('each limit warns at its edge, and the tab shows the worst', async (t) => {
  const memory = (availableBytes: number) => ({ memory: { totalBytes: 1000, availableBytes } });
  const table: readonly [Parameters<typeof figuresOf>[0], string, 'warn' | 'bad' | undefined][] = [
    [{ cpuPercent: 79.9 }, 'figCpu', undefined],
    [{ cpuPercent: 80 }, 'figCpu', 'warn'],
    [{ cpuPercent: 95 }, 'figCpu', 'bad'],
    [{ temperatureC: 69 }, 'figTemperature', undefined],
    [{ temperatureC: 70 }, 'figTemperature', 'warn'],
    [{ temperatureC: 80 }, 'figTemperature', 'bad'],
    [{ diskFreeBytes: 501e6 }, 'figDisk', undefined],
    [{ diskFreeBytes: 500e6 }, 'figDisk', 'warn'],
    [{ diskFreeBytes: 100e6 }, 'figDisk', 'bad'],
    [memory(151), 'figMemory', undefined],
    [memory(150), 'figMemory', 'warn'],
    [memory(50), 'figMemory', 'bad'],
  ];
  for (const [health, key, concern] of table) {
    t.equal(reading(health, key)?.concern, concern, JSON.stringify(health));
    t.equal(worstOf(figuresOf(health)), concern);
  }
  t.equal(worstOf(figuresOf({ cpuPercent: 85, temperatureC: 90 })), 'bad');
});
