/** How soon others learn of clients that vanish: ten native ones of every kind, and one of MQTT over TCP. */
import { vanish } from '../../harness/vanish.js';

export async function vanishing(rounds: number): Promise<void> {
  const told = new Map<string, number[]>();
  const gone: number[] = [];
  let missing = 0;
  for (let round = 0; round < rounds; round++) {
    // The cut falls into every part of the second between two messages.
    const seen = await vanish((round * 1000) / rounds);
    if ('why' in seen) {
      console.log(seen.why);
      return;
    }
    for (const [kind, times] of seen.told) told.set(kind, [...(told.get(kind) ?? []), ...times]);
    gone.push(seen.goneMs);
    missing += seen.missing;
  }
  console.log(
    `\nEleven clients vanish together (a cable pulled between two namespaces), ${rounds} times. Milliseconds.`,
  );
  console.log('\n| cut → others told | count | least | p50 | max |\n|---|---|---|---|---|');
  for (const [kind, times] of [...told].sort(([a], [b]) => a.localeCompare(b))) {
    times.sort((a, b) => a - b);
    console.log(`| ${kind} | ${times.length} | ${times[0]} | ${times[times.length >> 1]} | ${times.at(-1)} |`);
  }
  console.log(`\nall native ones let go after at most ${Math.max(...gone)} ms; the neighbour missed ${missing} frames`);
}
