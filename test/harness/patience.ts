/**
 * How long a test waits for anything, ms, before it fails. It only tells a hang from a slow machine: a late result is
 * right. A test file's own limit (`test/runner/main.ts`) is longer.
 */
export const PATIENCE_MS = 180_000;
