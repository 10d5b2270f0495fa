import t from 'tap';
import { parseOptions } from '../../src/listen/options.js';

t.test('the packets that are asked for unless the command line says otherwise', async (t) => {
  for (const [args, frames] of [
    [[], 480],
    [['--transport', 'tcp'], 480],
    // Two periods of the box: no packet waits for a further period.
    [['--transport', 'udp'], 256],
    [['--transport', 'udp', '--codec', 'pcm'], 256],
    [['--transport', 'udp', '--codec', 'opus'], 240],
    [['--transport', 'udp', '--frames', '128'], 128],
  ] as const) {
    const options = parseOptions(args);
    if (typeof options !== 'object' || !('audio' in options)) t.match(options, [/Opus|opus/], args.join(' '));
    else t.equal(options.audio.frames, frames, args.join(' '));
  }
});
