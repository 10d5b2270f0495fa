/** The reference client: joins a box, plays its own mix, shows the mix in the terminal. `npm run listen -- --help`. */
import { findBox } from './find-box.js';
import { type JoinedBox, joinBox } from './join-box.js';
import { HELP, type ListenOptions, parseOptions } from './options.js';
import { Session } from './session.js';

const options = parseOptions(process.argv.slice(2));
if (options === 'help') {
  console.log(HELP);
} else if (Array.isArray(options)) {
  for (const line of options) console.error(`listen: ${line}`);
  process.exitCode = 2;
} else {
  try {
    await listen(options);
  } catch (error) {
    console.error(`listen: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

async function listen(options: ListenOptions): Promise<void> {
  const session = new Session(await reach(options), options);
  const stop = (): void => session.stop('stopped');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (Number.isFinite(options.seconds)) setTimeout(stop, options.seconds * 1000).unref();
  const { reason, failed } = await session.ended;
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  console.log(reason);
  if (failed) process.exitCode = 1;
}

async function reach({ host, port, keysFile, name }: ListenOptions): Promise<JoinedBox> {
  if (host !== undefined) return joinBox(host, port, keysFile, name);
  console.log('looking for a box by mDNS …');
  const found = await findBox();
  if (found === undefined) throw new Error('no box was found; name one with --host <address>');
  console.log(`found ${found.name} at ${found.host}`);
  return joinBox(found.host, found.webPort, keysFile, name);
}
