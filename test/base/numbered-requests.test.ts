import t from 'tap';
import { NumberedRequests } from '../../src/base/numbered-requests.js';

t.test('each answer goes to its request, in any order', async (t) => {
  const requests = new NumberedRequests<string>(10_000, () => 'late');
  const posted: number[] = [];
  const answers = [0, 1, 2].map(() => requests.ask((number) => posted.push(number)));
  t.equal(new Set(posted).size, 3);
  for (const number of [...posted].reverse()) t.ok(requests.answer(number, `to ${number}`));
  t.same(
    await Promise.all(answers),
    posted.map((number) => `to ${number}`),
  );
});

t.test('an answer that comes while the request is being posted counts', async (t) => {
  const requests = new NumberedRequests<string>(10_000, () => 'late');
  t.equal(await requests.ask((number) => requests.answer(number, 'at once')), 'at once');
});

t.test(
  'without an answer in time the request gets the late one; an answer after that is taken by nobody',
  async (t) => {
    const requests = new NumberedRequests<string>(5, () => 'late');
    let posted = 0;
    t.equal(
      await requests.ask((number) => {
        posted = number;
      }),
      'late',
    );
    t.notOk(requests.answer(posted, 'after all'));
    t.notOk(requests.answer(99, 'never asked'));
  },
);

t.test('answerAll answers what waits, and only that', async (t) => {
  const requests = new NumberedRequests<string>(10_000, () => 'late');
  const posted: number[] = [];
  const both = [0, 1].map(() => requests.ask((number) => posted.push(number)));
  requests.answer(posted[0]!, 'first');
  requests.answerAll('end');
  t.same(await Promise.all(both), ['first', 'end']);
  t.notOk(requests.answer(posted[1]!, 'too late'));
});
