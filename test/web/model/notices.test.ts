/** Short messages: the same text once, and taken back before its action would undo something else. */
import t from 'tap';
import { Notices } from '../../../src/web/model/notices.js';
import { HandClock } from '../clock.js';

t.test('a text is there once, and a text taken back is gone with its action', async (t) => {
  const notices = new Notices(new HandClock(), () => false);
  const texts = () => notices.list.peek().map(({ text }) => text);
  let ran = 0;
  const action = { label: 'Undo', run: () => ran++ };
  notices.notify('Saved', { action });
  notices.notify('Saved', { action });
  notices.notify('Sent');
  t.same(texts(), ['Saved', 'Sent']);
  notices.retract('Saved');
  t.same(texts(), ['Sent']);
  notices.retract('never said');
  t.same(texts(), ['Sent']);
  t.equal(ran, 0);
});
