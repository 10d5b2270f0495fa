// Writes the generated parts of the documents between their markers. `--check` only compares, and fails if they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsMarkdown } from '../dist/src/app/settings/settings-docs.js';

const PARTS = [{ file: 'docs/settings.md', name: 'settings', text: settingsMarkdown }];

/** The formatter pads tables afterwards, so padding does not count. */
const unpadded = (markdown) => markdown.replace(/-{3,}/g, '---').replace(/ +/g, ' ');

let differs = false;
for (const { file, name, text } of PARTS) {
  const path = new URL(`../${file}`, import.meta.url);
  const before = readFileSync(path, 'utf8');
  const marker = new RegExp(`(<!-- generated:${name} -->\n)[\\s\\S]*?(<!-- /generated:${name} -->)`);
  if (!marker.test(before)) throw new Error(`${file} has no place for ${name}`);
  const after = before.replace(marker, (_all, open, close) => `${open}${text()}\n${close}`);
  if (unpadded(after) === unpadded(before)) continue;
  differs = true;
  if (process.argv.includes('--check')) console.error(`${file}: ${name} is not up to date; run npm run docs`);
  else writeFileSync(path, after);
}
if (differs && process.argv.includes('--check')) process.exitCode = 1;
