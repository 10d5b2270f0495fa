/** The box's entry: settings → app → run until SIGINT or SIGTERM. */

// Before anything else is loaded, and for good: a second signal must not cut short the clean stop after the first.
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});
// The reader of the box's output may go away; the box plays on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const { LastResort } = await import('./app/process/last-resort.js');
const lastResort = new LastResort((line) => console.error(line));
let status = 1;
try {
  const { run } = await import('./app/run.js');
  status = await run({ argv: process.argv.slice(2), env: process.env }, stopped, lastResort);
} catch (error) {
  console.error(error);
}
// A leftover of a library (a timer, a socket) must not keep a stopped
// box alive. A box that ends by a fault still has up to 0.8 s to stop.
if (!lastResort.ending) process.exit(status);
