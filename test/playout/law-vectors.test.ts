import { readFileSync } from 'node:fs';
import t from 'tap';
import { answerLawVectors, type LawVectors } from './law-vectors.js';

t.test('the law answers as its vectors say', async (t) => {
  const text = readFileSync(new URL('../../../docs/native-vectors/law.json', import.meta.url), 'utf8');
  const vectors: LawVectors = JSON.parse(text);
  const answers = answerLawVectors(vectors);
  for (const [i, { name, expect }] of vectors.arrivals.entries()) t.same(answers.arrivals[i]!.expect, expect, name);
  t.same(answers.corrections, vectors.corrections, 'corrections');
  t.same(answers.follower, vectors.follower, 'follower');
  t.same(answers.haste, vectors.haste, 'haste');
});
