// TypeScript → dist/ without bundling: sources and tests keep their folders.
// Then bundles the service, so that the bundle is never older than they are.
import { execFileSync } from 'node:child_process';
import { bundleService } from './bundle.mjs';

export async function build() {
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.json'], { stdio: 'inherit' });
  return bundleService();
}
