import { signal } from '@preact/signals';
import t, { type Test } from 'tap';
import type { BoxLink } from '../../../src/web/model/box-link.js';
import { Inbox } from '../../../src/web/model/inbox.js';
import { Notices } from '../../../src/web/model/notices.js';
import type { DirectMessage, Inbox as InboxMessage } from '../../../src/wire/messages.js';
import { HandClock } from '../clock.js';

const message = (id: string, change: Partial<DirectMessage> = {}): DirectMessage => ({
  id,
  by: 'desk',
  name: 'Marta',
  to: ['me'],
  alert: false,
  re: null,
  text: id,
  at: 0,
  rev: Number(id.slice(1)),
  seen: [],
  ...change,
});

function page(t: Test, { engineer = false } = {}) {
  const clock = new HandClock();
  const notices = new Notices(clock, () => false);
  const watched = signal(false);
  const told: string[][] = [];
  let hear: (message: InboxMessage) => void = () => undefined;
  const link = {
    uuid: 'me',
    watch: (_topic: string, handler: typeof hear) => {
      hear = handler;
      return () => undefined;
    },
    commandOnceHere: async (_topic: string, { ids }: { ids: string[] }) => void told.push(ids),
  };
  const inbox = new Inbox({
    notices,
    identity: { isEngineer: signal(engineer) },
    watched: () => watched.value,
    open: () => {
      watched.value = true;
    },
  });
  t.teardown(inbox.follow(link as unknown as BoxLink));
  const says = (messages: readonly DirectMessage[], more?: true) => hear({ uuid: 'me', now: 0, messages, more });
  const shown = () => notices.list.value.map(({ text }) => text);
  return { clock, notices, watched, told, inbox, says, shown };
}

t.test('an alert stays until the person has closed it, and only then counts as seen', async (t) => {
  const { clock, notices, told, says, shown } = page(t);
  says([message('m1', { alert: true, text: 'Stop' })]);
  clock.pass(3_600_000);
  t.same(shown(), ['Marta: Stop']);
  t.same(told, []);
  notices.close(notices.list.value[0]!.id);
  t.same(shown(), []);
  t.same(told, [['m1']]);
});

t.test('a message that nobody closed is still unseen; opening the list is reading it', async (t) => {
  const { clock, watched, told, inbox, says, shown } = page(t);
  says([message('m1')]);
  clock.pass(60_000);
  t.same(shown(), [], 'it does not stay for ever');
  t.equal(inbox.unseen.value.length, 1);
  watched.value = true;
  t.same(told, [['m1']]);
  says([message('m2')], true);
  t.same(shown(), [], 'no notice over the list');
  t.same(told, [['m1'], ['m2']]);
});

t.test('each message is shown once, and its receipt is sent once; updates replace what they change', async (t) => {
  const { notices, told, inbox, says, shown } = page(t);
  says([message('m1'), message('m2')]);
  notices.close(notices.list.value[0]!.id);
  says([message('m1', { seen: [{ uuid: 'me', at: 1 }] })], true);
  t.same(shown(), ['Marta: m2']);
  t.same(told, [['m1']]);
  t.same(
    inbox.messages.value.map(({ id, seen }) => [id, seen.length]),
    [
      ['m1', 1],
      ['m2', 0],
    ],
  );
  says([message('m1', { seen: [{ uuid: 'me', at: 1 }] })]);
  t.same(
    inbox.messages.value.map(({ id }) => id),
    ['m1'],
    'a whole list replaces all',
  );
});

t.test('only what is for this person is new to them', async (t) => {
  const table = [
    ['from myself', message('m1', { by: 'me', to: ['other'] }), 0, 0],
    ['for somebody else', message('m1', { to: ['other'] }), 0, 0],
    ['for me', message('m1'), 1, 1],
    ['for the engineers', message('m1', { by: 'ana', to: null }), 0, 1],
    ['seen already', message('m1', { seen: [{ uuid: 'me', at: 1 }] }), 0, 0],
  ] as const;
  for (const [name, sent, asMusician, asEngineer] of table)
    for (const [engineer, expected] of [
      [false, asMusician],
      [true, asEngineer],
    ] as const) {
      const { inbox, says } = page(t, { engineer });
      says([sent]);
      t.equal(inbox.unseen.value.length, expected, `${name}, ${engineer ? 'an engineer' : 'a musician'}`);
    }
});
