/** How soon others learn of clients that vanish: ten native ones of every kind, and one of MQTT over TCP. */
import { vanish } from '../../harness/vanish.js';
import type { Print } from '../figures.js';

export async function vanishing(rounds: number, print: Print): Promise<void> {
  const told = new Map<string, number[]>();
  const gone: number[] = [];
  let missing = 0;
  for (let round = 0; round < rounds; round++) {
    // The cut falls into every part of the second between two messages.
    const seen = await vanish((round * 1000) / rounds);
    if ('why' in seen) throw new Error(seen.why);
    for (const [kind, times] of seen.told) told.set(kind, [...(told.get(kind) ?? []), ...times]);
    gone.push(seen.goneMs);
    missing += seen.missing;
  }
  print(`Eleven clients vanish together (a cable pulled between two namespaces), ${rounds} times. Milliseconds.`);
  print('\n| cut → others know | count | least | p50 | max |\n|---|---|---|---|---|');
  for (const [kind, times] of [...told].sort(([a], [b]) => a.localeCompare(b))) {
    times.sort((a, b) => a - b);
    print(`| ${kind} | ${times.length} | ${times[0]} | ${times[times.length >> 1]} | ${times.at(-1)} |`);
  }
  print(`\nall native ones let go after at most ${Math.max(...gone)} ms; the neighbour missed ${missing} frames`);
}
