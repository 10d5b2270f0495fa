/** A child process that behaves as its first message says. The test of the supervised child runs it. */
import { parentLink } from '../../../src/app/process/parent-link.js';

const { tell } = parentLink(
  (message) => {
    const { how } = message as { how: string };
    if (how === 'mute') return;
    if (how !== 'never-ready') tell({ type: 'ready', pid: process.pid });
    if (how === 'throws') throw new TypeError('out of tune');
    if (how === 'rejects') void Promise.reject(new Error('forgotten'));
    if (how === 'exits') process.exit(1);
    if (how === 'hangs') for (;;);
    if (how === 'floods') setInterval(() => Array.from({ length: 1000 }, () => tell({ type: 'ready' })));
    if (how === 'babbles') tell({ type: 'nonsense' });
    if (how === 'env') tell({ type: 'env', names: Object.keys(process.env), flags: process.execArgv });
  },
  async () => tell({ type: 'goodbye' }),
);
