// Checks that sentences of prose have at most 25 words: in documents, and in comments. Names every longer sentence,
// and fails if there is one.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { proseOfDocument, proseOfSource } from './lib/prose.mjs';
import { sentences, words } from './lib/sentences.mjs';

const WORDS = 25;
/** Pages that benchmarks write. */
const WRITTEN = 'docs/figures/';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => existsSync(file) && !file.startsWith(WRITTEN));
const documents = files.filter((file) => file.endsWith('.md'));
const sources = files.filter((file) => /\.(?:ts|tsx|mjs|cc|h|c|java)$/.test(file));

for (const [names, proseOf] of [
  [documents, proseOfDocument],
  [sources, proseOfSource],
])
  for (const file of names)
    for (const { line, text } of proseOf(readFileSync(file, 'utf8')))
      for (const sentence of sentences(text))
        if (words(sentence) > WORDS) {
          console.error(`${file}:${line}: ${words(sentence)} words: ${sentence}`);
          process.exitCode = 1;
        }
