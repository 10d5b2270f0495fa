import t from 'tap';
import { BodyTooLarge } from '../../src/net/http-message.js';
import { badMethod, errorReply, failureReply, jsonReply, jsonTextReply, notFound } from '../../src/net/json-reply.js';

t.test('every answer in JSON says its type, is never kept, and is never taken for something else', async (t) => {
  for (const reply of [
    jsonReply({ a: 1 }),
    jsonTextReply('[]', 200, { 'content-disposition': 'attachment' }),
    errorReply(409, 'conflict', 'no'),
    notFound('/x'),
    badMethod('/x', ['GET']),
    failureReply(new Error('secret')),
    failureReply(new BodyTooLarge(7)),
  ])
    t.match(reply.headers, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
});

t.test('a refusal names code, message and details, and has the headers that HTTP requires', async (t) => {
  const busy = errorReply(429, 'busy', 'wait', { retryAfterMs: 1500 });
  t.same(JSON.parse(String(busy.body)), { error: { code: 'busy', message: 'wait', retryAfterMs: 1500 } });
  t.equal(busy.headers?.['retry-after'], '2');
  t.equal(errorReply(401, 'no_token', 'who?').headers?.['www-authenticate'], 'Bearer');
  t.equal(badMethod('/x', ['GET', 'POST']).headers?.allow, 'GET, HEAD, POST');
  t.equal(
    errorReply(400, 'bad_value', 'no', { path: undefined }).body,
    '{"error":{"code":"bad_value","message":"no"}}',
  );
});

t.test('a failed handler reveals nothing; a body that is too large is recognised by its code', async (t) => {
  const failed = failureReply(new Error('secret'));
  t.equal(failed.status, 500);
  t.notMatch(String(failed.body), /secret/);
  const large = failureReply(Object.assign(new Error('at most 7 bytes'), { code: 'body_too_large' }));
  t.match([large.status, JSON.parse(String(large.body))], [413, { error: { code: 'body_too_large' } }]);
  t.equal(failureReply({ code: 'body_too_large' }).status, 500);
});
