import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { SupervisedChild, type Verdict } from '../../../src/app/process/supervised-child.js';
import { until } from '../../harness/until.js';

const ENTRY = new URL('./child-fixture.js', import.meta.url);
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

function start(t: Test, how: string, options: { entry?: URL; readyLimitMs?: number } = {}) {
  const heard: { type?: string; pid?: number; names?: string[]; flags?: string[] }[] = [];
  const ended: string[] = [];
  const child = new SupervisedChild({
    name: 'the child',
    entry: options.entry ?? ENTRY,
    begin: { how },
    readyLimitMs: options.readyLimitMs ?? 60_000,
    heard: (message): Verdict => {
      heard.push(message as { type?: string });
      const { type } = message as { type?: string };
      return type === 'ready' ? 'ready' : type === 'nonsense' ? 'unknown' : 'fine';
    },
    ended: (reason) => ended.push(reason),
  });
  t.teardown(() => child.stop(0));
  return { child, heard, ended };
}

const ENDS: readonly (readonly [how: string, reason: RegExp])[] = [
  ['throws', /^ended with status 1: TypeError: out of tune/],
  ['rejects', /^ended with status 1: .*Error: forgotten/],
  ['exits', /^ended with status 1$/],
  ['hangs', /^stood still$/],
  ['floods', /^said too much$/],
  ['babbles', /^said what the child does not say$/],
];
for (const [how, reason] of ENDS)
  t.test(`a child that ${how} is reported as ended, with the reason, and started again`, async (t) => {
    const { child, ended } = start(t, how);
    await until('it ended', () => ended.length > 0);
    t.match(ended[0], reason);
    await until('it is started again', () => child.restarts > 0);
    await until('the next one runs', () => child.pid !== undefined || ended.length > 1);
  });

t.test('a child that is not ready in time, or stays silent, is ended', async (t) => {
  for (const how of ['never-ready', 'mute']) {
    const { ended } = start(t, how, { readyLimitMs: 1500 });
    await until('it ended', () => ended.length > 0);
    t.equal(ended[0], 'was not ready within 1.5 s', how);
  }
});

t.test('a missing file costs attempts and nothing else', async (t) => {
  const { child, ended } = start(t, 'plays', { entry: new URL('./no-such-child.js', import.meta.url) });
  await until('it was tried twice', () => ended.length > 1);
  t.match(ended[0], /^ended with status 1: .*Error/);
  t.ok(child.restarts > 0);
});

t.test('a child killed again and again starts again each time', async (t) => {
  const { child, heard, ended } = start(t, 'plays');
  for (let times = 1; times <= 5; times++) {
    await until('it is ready', () => heard.length === times && child.state === 'ready');
    process.kill(child.pid!, 'SIGKILL');
    await until('its end was noticed', () => ended.length === times);
    t.equal(ended.at(-1), 'was ended by SIGKILL');
  }
});

t.test('a child gets nothing of the environment and no flags of this process', async (t) => {
  const { heard } = start(t, 'env');
  const env = await until('it reported', () => heard.find(({ type }) => type === 'env'));
  t.same(env.flags, []);
  // The channel's own variables, and those that the test runner puts into every child.
  t.same(
    env.names!.filter((name) => !/^(NODE_CHANNEL_|NODE_OPTIONS$|_TAPJS_)/.test(name)),
    [],
  );
});

t.test('stop asks the child to end, kills it if needed, and starts none after that', async (t) => {
  for (const how of ['plays', 'hangs']) {
    const { child, heard, ended } = start(t, how);
    await until('it is ready', () => heard.length > 0);
    const { pid } = child;
    await child.stop(how === 'plays' ? 30_000 : 50);
    t.notOk(alive(pid!), how);
    t.same(ended, [], 'an end that was asked for is no trouble');
    t.equal(child.state, 'stopped');
  }
});

t.test('a child ends by itself when the box is gone', async (t) => {
  const parent = spawn(process.execPath, [fileURLToPath(new URL('./child-parent.js', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout!), 'line')) as [string];
  const pid = Number(line);
  t.ok(alive(pid));
  parent.kill('SIGKILL');
  await until('the child is gone', () => !alive(pid));
});
