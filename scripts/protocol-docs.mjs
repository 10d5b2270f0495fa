// Writes the generated tables of docs/protocol.md. Run after `node scripts/build.mjs types`.
import { readFileSync, writeFileSync } from 'node:fs';
import { withGenerated } from '../dist/src/control/commands/protocol-docs.js';

const path = new URL('../docs/protocol.md', import.meta.url);
writeFileSync(path, withGenerated(readFileSync(path, 'utf8')));
