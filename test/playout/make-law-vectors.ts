/**
 * Makes docs/native-vectors/law.json: `node dist/test/playout/make-law-vectors.js`. Only needed when the law changes;
 * law-vectors.test.ts and the app's tests read the file.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeLawVectors } from './law-vectors.js';

const path = fileURLToPath(new URL('../../../docs/native-vectors/law.json', import.meta.url));
writeFileSync(path, JSON.stringify(makeLawVectors(), null, 2));
// The lint step wants numbers side by side.
spawnSync('npx', ['biome', 'check', '--write', path], { stdio: 'ignore' });
