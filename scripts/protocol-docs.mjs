// Writes the generated tables of docs/protocol.md. Run after `node scripts/build.mjs types`.
// `--check` only compares, and fails if they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { withGenerated } from '../dist/src/control/commands/protocol-docs.js';

/** The formatter pads tables afterwards, so padding does not count. */
const unpadded = (markdown) => markdown.replace(/-{3,}/g, '---').replace(/ +/g, ' ');

const path = new URL('../docs/protocol.md', import.meta.url);
const before = readFileSync(path, 'utf8');
const after = withGenerated(before);
if (!process.argv.includes('--check')) writeFileSync(path, after);
else if (unpadded(after) !== unpadded(before)) {
  console.error('docs/protocol.md: its tables are not up to date; run npm run docs');
  process.exitCode = 1;
}
