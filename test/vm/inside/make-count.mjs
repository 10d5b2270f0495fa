// Raw s16 sound: channel 0 counts 1…20000 and around, channel k holds k·100. usage: make-count.mjs FILE CHANNELS
// SECONDS The count stays below the limiter's threshold (29204 = −1 dBFS) and never is 0, which is what silence would
// be.
import { closeSync, openSync, writeSync } from 'node:fs';

const [file, channels, seconds] = process.argv.slice(2);
const out = openSync(file, 'w');
const count = Number(channels);
const block = Buffer.alloc(20_000 * count * 2);
for (let i = 0; i < 20_000; i++) {
  for (let k = 0; k < count; k++) block.writeInt16LE(k === 0 ? i + 1 : k * 100, (i * count + k) * 2);
}
for (let frames = 0; frames < Number(seconds) * 48_000; frames += 20_000) writeSync(out, block);
closeSync(out);
