import t from 'tap';
import { FolderLock } from '../../../src/app/process/folder-lock.js';
import { Box } from '../../harness/box.js';

const FLAGS = ['--source', 'tones:2'];

t.test(
  'R38 a second box on the same data folder is refused, whatever ports it takes, and names the holder',
  async (t) => {
    const dataDir = t.testdir();
    const first = await Box.start(FLAGS, { dataDir });
    t.teardown(() => first.kill());
    await first.join('Anna');
    const { code, stdout, stderr } = await Box.refused(FLAGS, { dataDir });
    t.equal(code, 2);
    t.same(stdout, []);
    t.equal(stderr.length, 1, 'one line');
    t.match(stderr[0], /^--data-dir: /);
    t.ok(stderr[0]!.includes(dataDir), 'names the folder');
    t.match(stderr[0], new RegExp(`process ${first.process.pid}, http://\\S+:${first.webPort}/`), 'and the other box');
    t.match(await first.json('/api/health'), { control: { devices: 1 }, store: { trouble: null } }, 'which goes on');

    await t.test('the same folder under another name is locked too', async (t) => {
      const again = await Box.refused(FLAGS, { dataDir: `/proc/${process.pid}/root${dataDir}` });
      t.equal(again.code, 2);
      t.match(again.stderr, [/in use by another stage box/]);
    });

    await t.test('a box that hangs cannot say who it is; the folder is still its own', async (t) => {
      first.process.kill('SIGSTOP');
      const again = await Box.refused(FLAGS, { dataDir });
      first.process.kill('SIGCONT');
      t.equal(again.code, 2);
      t.match(again.stderr, [/in use by another stage box \(a process that does not say who it is\)/]);
    });

    await t.test('a killed box leaves nothing behind that could stop the next one', async (t) => {
      await first.kill();
      const next = await Box.start(FLAGS, { dataDir });
      t.match(await next.json('/api/health'), { control: { devices: 1 } });
      t.match(await next.stop(), { code: 0 });
    });
  },
);

t.test('R38 a new box waits for a box that is just ending', async (t) => {
  const folder = t.testdir();
  const first = (await FolderLock.take(folder)) as FolderLock;
  first.tell('http://one/');
  t.same(await FolderLock.take(folder, 0), { heldBy: `process ${process.pid}, http://one/` });
  const second = FolderLock.take(folder, 60_000);
  first.release();
  const got = await second;
  t.notOk('heldBy' in got);
  (got as FolderLock).release();
});

t.test('a missing folder needs no lock', async (t) => {
  const nowhere = `${t.testdir()}/none`;
  t.notOk('heldBy' in (await FolderLock.take(nowhere)));
  t.notOk('heldBy' in (await FolderLock.take(nowhere)));
});
