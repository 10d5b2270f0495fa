import t from 'tap';
import { PageStorage } from '../../../src/web/link/storage.js';
import { BandSession } from '../../../src/web/model/band-session.js';
import type { BoxLink } from '../../../src/web/model/box-link.js';
import { Notices } from '../../../src/web/model/notices.js';
import type { SessionMessage } from '../../../src/wire/messages.js';
import { Browser } from '../browser.js';
import { HandClock } from '../clock.js';

t.test('no message is missed that somebody sends while the page enters a session', async (t) => {
  const clock = new HandClock();
  const session = new BandSession({
    storage: new PageStorage(new Browser().env().storage),
    notices: new Notices(clock, () => false),
    clock,
    search: '?session=ABCD12',
    watched: () => false,
  });
  // The box gives its list on subscribing, and somebody sends a message after each subscription.
  const messages: SessionMessage[] = [];
  const handlers = new Map<string, (message: unknown) => void>();
  const box = {
    uuid: 'web-me',
    watch: (topic: string, handler: (message: never) => void) => {
      const kind = topic.slice(topic.lastIndexOf('/') + 1);
      handlers.set(kind, handler as (message: unknown) => void);
      if (kind === 'messages') handlers.get(kind)?.({ messages: [...messages] });
      const n = messages.length;
      const sent: SessionMessage = { n, by: 'web-ana', name: 'Ana', kind: 'message', text: `${n}`, at: 0 };
      messages.push(sent);
      handlers.get('message')?.(sent);
      return () => undefined;
    },
    commandOnceHere: async () => ({ ok: true }),
  };
  const end = session.follow(box as unknown as BoxLink);
  t.equal(messages.length, 3);
  t.same(session.messages.value, messages);
  end();
});
