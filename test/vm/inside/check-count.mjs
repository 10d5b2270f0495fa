// Checks what listen.mjs wrote against make-count.mjs's sound. usage: check-count.mjs FILE Left must count on by one
// from sample to sample (20000 is followed by 1), right must be silent. A jump in the count is a lost or repeated
// piece. It is wrong unless the stream itself says that something is missing there.
import { readFileSync } from 'node:fs';

const data = readFileSync(process.argv[2]);
let last;
let index;
let checked = 0;
let wrong = 0;
const jumps = [];
// The bus fades in at the start of a stream, over 200 ms at most; only what comes after half a second is judged.
const FADE_FRAMES = 24_000;
let begin;
for (let at = 0; at < data.length; ) {
  const first = data.readDoubleLE(at);
  const frames = data.readUInt16LE(at + 8);
  at += 10;
  begin ??= first;
  if (index !== undefined && first !== index) last = undefined;
  for (let i = 0; i < frames; i++, at += 4) {
    const left = data.readInt16LE(at);
    const right = data.readInt16LE(at + 2);
    if (first + i < begin + FADE_FRAMES) continue;
    if (last !== undefined) {
      checked++;
      if (left !== (last % 20_000) + 1 || right !== 0) {
        wrong++;
        if (jumps.length < 10) jumps.push(`${last}→${left}/${right} at frame ${first + i}`);
      }
    }
    last = left;
  }
  index = first + frames;
}
console.log(`samples checked ${checked}`);
console.log(`wrong samples ${wrong}`);
if (jumps.length > 0) console.log(jumps.join('; '));
