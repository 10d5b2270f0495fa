/** Short messages: the same text once, and taken back before its action would undo something else. */
import t from 'tap';
import { Notices } from '../../../src/web/model/notices.js';
import { HandClock } from '../clock.js';

t.test('a text is there once, and what was said of a thing is taken back with its action', async (t) => {
  const notices = new Notices(new HandClock(), () => false);
  const texts = () => notices.list.peek().map(({ text }) => text);
  let ran = 0;
  const action = { label: 'Undo', run: () => ran++ };
  notices.notify('Saved', { action, about: 'preset 1' });
  notices.notify('Saved', { action, about: 'preset 1' });
  notices.notify('Sent');
  t.same(texts(), ['Saved', 'Sent']);
  notices.retract('preset 1');
  t.same(texts(), ['Sent']);
  notices.retract('preset 2');
  t.same(texts(), ['Sent']);
  t.equal(ran, 0);
});
