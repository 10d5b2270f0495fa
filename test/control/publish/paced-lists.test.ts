/** Lists that a crowd changes a hundred times a second are sent a few times a second; the last state is always sent. */
import t from 'tap';
import { PACE_MS, PacedLists } from '../../../src/control/publish/paced-lists.js';
import { until } from '../../harness/until.js';
import { joinBox, Link, startBox } from '../support/box.js';

t.test('the first change is sent at once, later ones together, and no list waits for another', async (t) => {
  const said: [topic: string, state: number][] = [];
  let state = 0;
  const lists = new PacedLists(
    (topic) => said.push([topic, state]),
    (_door, error) => t.error(error as Error),
  );
  t.teardown(() => lists.stop());
  for (state = 1; state < 100; state++) lists.changed('a');
  lists.changed('b');
  t.same(said, [
    ['a', 1],
    ['b', 100],
  ]);
  const from = performance.now();
  await until('the rest', () => said.length === 3);
  t.same(said[2], ['a', 100]);
  t.ok(performance.now() - from > PACE_MS / 2);
  lists.said('b');
  lists.changed('b');
  t.equal(said.length, 3, 'said just now by somebody else');
  await until('its change comes too', () => said.length === 4);
});

t.test('a list that cannot be sent costs only itself', async (t) => {
  const faults: string[] = [];
  let fails = false;
  const lists = new PacedLists(
    () => {
      if (fails) throw new Error('no list');
    },
    (door) => faults.push(door),
  );
  t.teardown(() => lists.stop());
  lists.changed('a');
  fails = true;
  lists.changed('a');
  await until('it failed', () => faults.length === 1);
});

t.test(
  'of many requests and sessions in one breath each page hears a few lists, and the last of them is whole',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const musicians = await Promise.all(Array.from({ length: 10 }, (_, i) => joinBox(box, `M${i}`)));
    const links = await Promise.all(musicians.map((one) => Link.open(box, one)));
    const page = await Link.open(box, await joinBox(box, 'Page'));
    for (const topic of ['sb/1/box/asks', 'sb/1/sessions']) await page.subscribe(topic);
    const from = page.heard.length;
    const replies = await Promise.all(
      links.flatMap((link, i) => [
        ...Array.from({ length: 19 }, (_, k) =>
          link.command(`ask/${musicians[i]!.uuid}`, { action: 'ask', text: `more of me ${k}` }),
        ),
        link.command('session', { action: 'create', name: `S${i}` }),
      ]),
    );
    t.same(
      replies.filter(({ ok }) => ok !== true),
      [],
    );
    const lists = (topic: string) => page.heard.slice(from).filter((message) => message.topic === topic);
    await until('the last lists', () => {
      const asks = lists('sb/1/box/asks').at(-1)?.body.asks.length;
      return asks === 190 && lists('sb/1/sessions').at(-1)?.body.sessions.length === 10;
    });
    t.ok(lists('sb/1/box/asks').length < 95, `${lists('sb/1/box/asks').length} lists of 190 requests`);
    await Promise.all([page, ...links].map((link) => link.close()));
  },
);
