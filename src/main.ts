/** The box's entry: settings → app → run until SIGINT or SIGTERM. */

// Before anything else is loaded, and for good: a second signal must not cut the clean end of the first short.
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});
// Whoever read the box's lines may go; the box plays on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const { LastResort } = await import('./app/last-resort.js');
const lastResort = new LastResort((line) => console.error(line));
let status = 1;
try {
  const { run } = await import('./app/run.js');
  status = await run({ argv: process.argv.slice(2), env: process.env }, stopped, lastResort);
} catch (error) {
  console.error(error);
}
// Whatever a library left behind (a timer, a socket) must not keep a stopped box alive. A box that ends by a fault
// has a last second.
if (!lastResort.ending) process.exit(status);
