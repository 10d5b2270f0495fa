/**
 * Native clients. How long joining, leaving and returning take while 32 listen. How 32 listeners (half of protocol 2,
 * half of protocol 3) do among bad clients. These read slowly or not at all, send garbage, stay silent, or come and go
 * 200 times a second. Sound over TCP against UDP on a link that loses 1 % and delays by 5 to 40 ms. How little time
 * sound needs on a link that delays by 0 to 3 ms. How soon clients that vanish are noticed. The last three need root,
 * for network namespaces.
 *
 *   npm run bench:native [-- --seconds 20 --rounds 10 --packets 2000000 --only <part> --write]
 *
 * Parts: joins, crowd, link, quick, vanishing, fuzz.
 */
import { parseArgs } from 'node:util';
import { figures, WRITE_OPTION } from './figures.js';
import { badLink, quickLink } from './native/bad-link.js';
import { comingAndGoing } from './native/coming-and-going.js';
import { crowd } from './native/crowd.js';
import { fuzz } from './native/fuzz.js';
import { vanishing } from './native/vanishing.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '10' },
    packets: { type: 'string', default: '2000000' },
    only: { type: 'string' },
    ...WRITE_OPTION,
  },
});
const seconds = Number(options.seconds);

const wanted = (part: string) => options.only === undefined || options.only === part;
if (wanted('joins')) await figures('native', 'joins', comingAndGoing);
if (wanted('crowd')) await figures('native', 'crowd', (print) => crowd(seconds, print));
if (wanted('link')) {
  if (process.getuid?.() === 0) await figures('native', 'link', (print) => badLink(seconds, print));
  else console.log('\nthe lossy link needs root: left out');
}
if (wanted('quick')) {
  if (process.getuid?.() === 0) await figures('native', 'quick', (print) => quickLink(seconds, print));
  else console.log('\nthe quick link needs root: left out');
}
if (wanted('fuzz')) await figures('native', 'fuzz', (print) => fuzz(Number(options.packets), print));
if (wanted('vanishing')) {
  if (process.getuid?.() === 0)
    await figures('native', 'vanishing', (print) => vanishing(Number(options.rounds), print));
  else console.log('\nclients that vanish need root: left out');
}
