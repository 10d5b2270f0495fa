/** The open figures must not show which device listens: a native client identifies itself by its uuid alone. */
import t from 'tap';
import { Box } from '../../harness/box.js';
import { WebListener } from '../../harness/listener.js';

const PIN = '246802';

t.test('without a token no device is named; a musician sees only itself, an engineer sees everybody', async (t) => {
  const box = await Box.start(['--source', 'tones:2', '--engineer-pin', PIN]);
  t.teardown(() => box.kill());
  const [anna, boris, desk] = [await box.join('Anna'), await box.join('Boris'), await box.join('Desk')];
  const raised = await box.fetch('/api/engineer', {
    method: 'POST',
    body: JSON.stringify({ pin: PIN }),
    token: desk.token,
  });
  t.equal(raised.status, 200);
  const listeners = [anna, boris].map((device) => new WebListener(box, device));
  await Promise.all(listeners.map(({ opened }) => opened));
  t.teardown(() => listeners.map((listener) => listener.close()));

  const seenBy = async (token?: string) => {
    const text = await (await box.fetch('/api/health', { ...(token ? { token } : {}) })).text();
    return { text, listeners: (JSON.parse(text) as { listeners: { device?: string; mix?: string }[] }).listeners };
  };
  const metrics = await (await box.fetch('/metrics', { token: desk.token })).text();
  t.match(metrics, 'stagebox_listeners 2\n');
  for (const text of [(await seenBy()).text, (await seenBy('no-such-token')).text, metrics])
    for (const { uuid } of [anna, boris, desk]) t.notMatch(text, uuid);
  const open = (await seenBy()).listeners;
  t.equal(open.length, 2, 'its entries are there');
  t.notOk(open.some((entry) => 'device' in entry || 'mix' in entry));

  const own = await seenBy(anna.token);
  t.same(
    own.listeners.flatMap(({ device }) => device ?? []),
    [anna.uuid],
  );
  t.notMatch(own.text, boris.uuid);
  const all = await seenBy(desk.token);
  t.same(all.listeners.map(({ device }) => device).sort(), [anna.uuid, boris.uuid].sort());
});
