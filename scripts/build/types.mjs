// TypeScript → dist/, as it stands: sources and tests keep their folders.
import { execFileSync } from 'node:child_process';

export async function build() {
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.json'], { stdio: 'inherit' });
}
