// Checks what documents and comments point at: relative links and their headings, paths in the repository, and names
// of source files. Also that prose ends at 120 columns. Names every fault, and fails if there is one.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

const COLUMNS = 120;
const SOURCES = ['ts', 'tsx', 'mjs', 'cc', 'h', 'c', 'java', 'sh', 'css'];
/** Written by builds and runs. */
const ELSEWHERE = /^(dist|node_modules|data)\//;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const folders = new Set(files.flatMap((file) => ancestors(file)));
const names = new Set(files.map((file) => basename(file)));
const faults = [];

function ancestors(file) {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** `{a,b}` → both; `*` stays. */
function expand(path) {
  const braces = /\{([^{}]*)\}/.exec(path);
  if (braces === null) return [path];
  return braces[1].split(',').flatMap((part) => expand(path.replace(braces[0], part.trim())));
}

function known(path) {
  const plain = normalize(path).replace(/\/$/, '');
  if (!plain.includes('*')) return files.includes(plain) || folders.has(plain);
  const pattern = new RegExp(`^${plain.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^/]*')}(/|$)`);
  return files.some((file) => pattern.test(file));
}

/** The anchor that GitHub makes of a heading. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[`*_]/g, '')
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
const anchors = (file) =>
  new Set([...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading)));

/** Paths such as `src/…` in a piece of text. A trailing stop or colon is punctuation. */
function checkPaths(file, line, text) {
  const roots = 'src|test|docs|scripts|system|systemd|image|android|bin';
  for (const [, found] of text.matchAll(
    new RegExp(`(?<![\\w/.@{$<-])((?:${roots})/[\\w@.*{},/-]*[\\w*}/])(?![\\w<$…])`, 'g'),
  ))
    for (const path of expand(found)) {
      const typescript = path.replace(/\.js$/, '.ts');
      if (![path, typescript, join(dirname(file), path)].some(known) && !ELSEWHERE.test(path))
        faults.push(`${file}:${line}: no ${path}`);
    }
}

/** Names such as `mixer.ts` in backticks. */
function checkNames(file, line, text) {
  for (const [, found] of text.matchAll(/`([\w.-]+\.(?:as\.)?(?:ts|tsx|mjs|cc|java))`/g))
    if (!names.has(found)) faults.push(`${file}:${line}: no file is called ${found}`);
}

function checkLinks(file, line, text) {
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path, heading] = target.split('#');
    const to = path === '' ? file : normalize(join(dirname(file), path)).replace(/\/$/, '');
    if (!known(to)) faults.push(`${file}:${line}: the link to ${target} leads nowhere`);
    else if (heading !== undefined && to.endsWith('.md') && !anchors(to).has(heading))
      faults.push(`${file}:${line}: ${to} has no heading #${heading}`);
  }
}

function checkDocument(file) {
  let code = false;
  let generated = false;
  for (const [i, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (text.trimStart().startsWith('```')) code = !code;
    if (/<!-- \/?generated:/.test(text)) generated = !text.includes('/generated:');
    if (!code) checkLinks(file, i + 1, text);
    checkPaths(file, i + 1, text);
    checkNames(file, i + 1, text);
    const prose = !code && !generated && !text.startsWith('|') && !text.startsWith('    ') && text.includes(' ');
    if (prose && text.length > COLUMNS) faults.push(`${file}:${i + 1}: ${text.length} columns of prose`);
  }
}

function checkComments(file) {
  const comment = file.endsWith('.sh') ? /^\s*#(.*)/ : /(?:^|\s)(?:\/\/|\/?\*\*?)\s(.*)/;
  for (const [i, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    const said = comment.exec(text)?.[1];
    if (said === undefined) continue;
    checkPaths(file, i + 1, said);
    checkNames(file, i + 1, said);
  }
}

for (const file of files) {
  if (file.endsWith('.md')) checkDocument(file);
  else if (SOURCES.includes(file.split('.').at(-1))) checkComments(file);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
