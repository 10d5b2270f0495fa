// The spell checker of `npm run lint`. Its own words are the terms of docs/glossary.md and
// the words of scripts/lib/*words.txt.
import { readFileSync } from 'node:fs';

const read = (file) => readFileSync(new URL(file, import.meta.url), 'utf8');
const lines = (text) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** First column of the glossary's tables. */
const terms = [...read('docs/glossary.md').matchAll(/^\| \*\*(.+?)\*\*/gm)].flatMap(([, term]) =>
  term.match(/\p{L}+/gu),
);

/** The last text of each entry is Spanish. */
const SPANISH = /(?:'(?:[^'\\\n]|\\.)*'|"[^"\n]*"),?\s*\](?=[,;])/g;

export default {
  version: '0.2',
  language: 'en,en-GB',
  useGitignore: true,
  ignorePaths: [
    'package-lock.json',
    'android/res/values-es',
    'src/web/model/families.ts',
    'docs/screens',
    'docs/native-vectors',
    'docs/*.json',
    'image/licences',
    '**/*.svg',
    '**/*.pem',
    '.git',
  ],
  words: [
    ...new Set([...terms, ...['words', 'spanish-words'].flatMap((name) => lines(read(`scripts/lib/${name}.txt`)))]),
  ],
  ignoreRegExpList: ['/\\b[A-Za-z0-9+/_-]{24,}\\b/', '/\\\\x?[0-9a-f]{2,}/'],
  overrides: [{ filename: 'src/web/i18n/*-texts.ts', ignoreRegExpList: [SPANISH] }],
};
