/**
 * How long a test waits for anything, ms, before it says that it never came. It tells a hang from a slow machine, and
 * nothing else: what comes late is right. A test file's own limit (`test/runner/main.ts`) is longer.
 */
export const PATIENCE_MS = 180_000;
