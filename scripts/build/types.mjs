// TypeScript → dist/, as it stands: sources and tests keep their folders. Then the service in few files, never older
// than they are.
import { execFileSync } from 'node:child_process';
import { bundleService } from './bundle.mjs';

export async function build() {
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.json'], { stdio: 'inherit' });
  return bundleService();
}
