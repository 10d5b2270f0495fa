/**
 * The terminal client (`npm run listen`) over UDP: its connection and its player, at the far end of a link between two
 * network namespaces. Needs root.
 */
import { LEAD_BOUNDS } from '../../../src/playout/lead-bounds.js';
import type { Print } from '../figures.js';
import { buffering, type Link, overLink } from '../native/bad-link.js';

const JITTER: Link = { loss: 0, least: 0, most: 3 };
const RADIO: Link = { loss: 1, least: 0, most: 0, mean: 1 };
const PCM = { transport: 'udp', frames: 256 } as const;
const OPUS = { transport: 'udp', codec: 'opus', frames: 240, copies: 1 } as const;

export const NATIVE_CASES = [
  { name: 'native UDP, jitter 0–3 ms', link: JITTER, audio: PCM, allowedMs: 10 },
  { name: 'native UDP, jitter 0–3 ms, Opus and one copy', link: JITTER, audio: OPUS, allowedMs: 10 },
  { name: 'native UDP, mean 1 ms exponential, 1 % loss', link: RADIO, audio: { ...OPUS, copies: 2 } },
] as const;

const HEAD =
  '| case | capture → output p50 | p95 | p99 | buffering p50 | allowed p50 | gaps | made up, ms | packets | target, ms |\n' +
  '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|';

/** `wanted`: whether to run a case of this name. */
export async function nativeRows(seconds: number, wanted: (name: string) => boolean, print: Print): Promise<void> {
  const cases = NATIVE_CASES.filter(({ name }) => wanted(name));
  print(`Milliseconds; ${seconds} s each, after 25 s to settle.\n\n${HEAD}`);
  for (const { name, link, audio, ...rest } of cases) {
    await overLink(link, (listen) => {
      const f = listen(audio, seconds, LEAD_BOUNDS.normal.floorMs);
      const cells = [f.p50, f.p95, f.p99, buffering(f, audio.frames)].map((value) => value.toFixed(1));
      const allowed = 'allowedMs' in rest ? rest.allowedMs : '–';
      const count = (perMinute: number) => Math.round((perMinute * seconds) / 60);
      print(
        `| ${name} | ${cells.join(' | ')} | ${allowed} | ${count(f.gaps)} | ${count(f.concealedMs)} | ${f.packets} | ` +
          `${f.targetMs.toFixed(1)} |`,
      );
    });
  }
}
