/** The box's entry: settings → app → run until SIGINT or SIGTERM. */
import { run } from './app/run.js';

try {
  process.exitCode = await run({ argv: process.argv.slice(2), env: process.env });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// Whatever a library left behind (a timer, a socket) must not keep a stopped box alive.
process.exit();
