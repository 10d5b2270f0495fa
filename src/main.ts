/** The box's entry: settings → app → run until SIGINT or SIGTERM. */
import { run } from './app/run.js';

process.exitCode = await run({ argv: process.argv.slice(2), env: process.env });
