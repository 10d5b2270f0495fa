import t from 'tap';
import { AudioError } from '../../../src/audio/errors.js';
import { decodeFrames } from '../../../src/audio/source/wav-decode.js';
import { parseWav, type SampleFormat, type WavFormat } from '../../../src/audio/source/wav-format.js';
import { type WavShape, wavBytes } from './wav-files.js';

const parse = (bytes: Uint8Array, fileBytes = bytes.length): WavFormat =>
  parseWav('song.wav', fileBytes, (offset, length) => bytes.subarray(offset, offset + length));

const sample = (i: number, channel: number): number => (((i * 31 + channel * 7) % 200) - 100) / 128;

function decoded(bytes: Buffer): Float32Array[] {
  const format = parse(bytes);
  const lanes = Array.from({ length: format.channels }, () => new Float32Array(format.frames));
  const data = bytes.subarray(format.dataOffset, format.dataOffset + format.frames * format.frameBytes);
  decodeFrames(
    format.sampleFormat,
    new DataView(data.buffer, data.byteOffset, data.length),
    format.channels,
    format.frames,
    lanes,
    0,
  );
  return lanes;
}

t.test(
  'every sample format, plain and extensible, RIFF and RF64, any channel count: the samples that were written',
  async (t) => {
    for (const format of ['s16', 's24', 's32', 'f32', 'f64'] as SampleFormat[]) {
      for (const channels of [1, 2, 7, 64, 71]) {
        for (const extensible of [false, true]) {
          for (const rf64 of [false, true]) {
            const shape: WavShape = { format, channels, extensible, rf64, extra: [['LIST', 13]] };
            const frame = (i: number): number[] => Array.from({ length: channels }, (_, c) => sample(i, c));
            const lanes = decoded(wavBytes(50, frame, shape));
            const good = lanes.every((lane, c) => lane.length === 50 && lane.every((x, i) => x === sample(i, c)));
            if (!good || lanes.length !== channels) t.fail(JSON.stringify(shape));
          }
        }
      }
    }
  },
);

t.test('integers are divided by their full scale', async (t) => {
  const extremes = (format: SampleFormat): number[] => [...decoded(wavBytes(2, (i) => [i ? 1 : -1], { format }))[0]!];
  t.same(extremes('s16'), [-1, 32_767 / 32_768]);
  t.same(extremes('s24'), [-1, 8_388_607 / 8_388_608]);
  t.same(extremes('s32'), [-1, 1], 'float32 cannot tell 2^31 − 1 from 2^31');
});

t.test('a writer that was not asked to finish: sound up to the end of the file', async (t) => {
  for (const dataSize of [0, 0xffff_ffff]) t.equal(parse(wavBytes(777, () => [0.5], { dataSize })).frames, 777);
});

t.test('a chunk of odd length is followed by padding', async (t) => {
  t.equal(
    parse(
      wavBytes(10, () => [0.5], {
        extra: [
          ['junk', 1],
          ['bext', 603],
        ],
      }),
    ).frames,
    10,
  );
});

t.test('bytes after the last whole frame are left out', async (t) => {
  const bytes = wavBytes(10, () => [0.5, 0.5], { channels: 2, dataSize: 0 });
  t.equal(parse(Buffer.concat([bytes, Buffer.alloc(3)])).frames, 10);
});

t.test('a file of more than 4 GiB (RF64): its header alone says so', async (t) => {
  const bytes = wavBytes(10, () => [0.5], { rf64: true });
  const long = Buffer.from(bytes);
  long.writeBigUInt64LE(6_000_000_000n, 12 + 8 + 8);
  t.equal(parse(long, 6_000_000_100 + long.length).frames, 3_000_000_000);
});

t.test('refusals name the file, what is wrong, and how to convert', async (t) => {
  const one = (): number[] => [0.5];
  const good = wavBytes(100, one);
  const table: [string, Uint8Array, string, RegExp][] = [
    ['empty', Buffer.alloc(0), 'wav-not-a-wav', /not a WAV file.*ffmpeg/],
    ['an MP3', Buffer.from('ID3\x04aaaaaaaaaaaaaaaaaaaaaaaa'), 'wav-not-a-wav', /not a WAV file.*ffmpeg/],
    ['RIFF of another kind', Buffer.from('RIFF\0\0\0\0AVI LIST'), 'wav-not-a-wav', /not a WAV file/],
    ['cut in its header', good.subarray(0, 30), 'wav-truncated', /holds no sound/],
    ['cut in its sound', good.subarray(0, 120), 'wav-truncated', /200 bytes of sound announced, 76 are there/],
    ['no sound', wavBytes(0, one), 'wav-empty', /no sound/],
    ['data before fmt', Buffer.concat([good.subarray(0, 12), good.subarray(36)]), 'wav-no-format', /before its format/],
    ['8 bits', wavBytes(9, one, { bits: 8 }), 'wav-format', /8-bit integers.*ffmpeg/],
    ['MP3 in a WAV', wavBytes(9, one, { tag: 0x55 }), 'wav-format', /compressed \(format 85\).*ffmpeg/],
    [
      '22,050 Hz',
      wavBytes(9, one, { sampleRate: 22_050 }),
      'wav-rate',
      /22050 Hz.*44100 or 48000.*sox song\.wav -r 48000/,
    ],
    ['96 kHz', wavBytes(9, one, { sampleRate: 96_000 }), 'wav-rate', /96000 Hz/],
    ['no channels', wavBytes(9, one, { channels: 0 }), 'wav-damaged', /0 channels/],
  ];
  for (const [what, bytes, code, message] of table) {
    t.throws(() => parse(bytes), { name: AudioError.name, code, message }, what);
    t.throws(() => parse(bytes), { message: /^song\.wav: / });
  }
});

t.test('no garbage makes the parser fail but by its own refusal (fuzz)', async (t) => {
  const good = wavBytes(40, () => [0.5, 0.1], { channels: 2, extensible: true, rf64: true, extra: [['LIST', 9]] });
  let state = 12_345;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(good.subarray(0, 1 + next(good.length)));
    for (let i = next(6); i >= 0; i--) bytes[next(bytes.length)] = next(256);
    try {
      const { frames, dataOffset, frameBytes } = parse(bytes);
      if (dataOffset + frames * frameBytes > bytes.length) t.fail(`round ${round}: reads past the end`);
    } catch (error) {
      if (!(error instanceof AudioError)) t.fail(`round ${round}: ${error}`);
    }
  }
});
