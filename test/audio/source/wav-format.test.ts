import t from 'tap';
import { decodeFrames } from '../../../src/audio/source/wav-decode.js';
import { parseWav, type SampleFormat, type WavFormat } from '../../../src/audio/source/wav-format.js';
import { CodedError } from '../../../src/base/errors.js';
import { seededBelow } from '../../harness/seeded.js';
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
    for (const format of ['s16', 's24', 's24in32', 's32', 'f32', 'f64'] as SampleFormat[]) {
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

/**
 * Sizes that killed recorders and streaming writers leave: the value known at the start,
 * or a few header bytes too many.
 */
const UNFINISHED = [0, 0x7fff_0000, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000, 0xffff_0000, 0xffff_ffd7, 0xffff_ffff];

t.test('the file of a killed recorder plays up to its end, with a note', async (t) => {
  const half = () => [0.5];
  for (const dataSize of [...UNFINISHED, 777 * 2 + 1, 777 * 2 + 44]) {
    for (const riffSize of [0, 36, 777 * 2 + 36, 0x8000_0024, 0xffff_ffff]) {
      const { frames, note } = parse(wavBytes(777, half, { dataSize, riffSize }));
      t.equal(frames, 777, `${dataSize} ${riffSize}`);
      t.match(note, /^song\.wav: .*plays to the end of the file$/);
    }
  }
  for (const longSize of [0n, 0xffff_ffffn, 2n ** 63n, 2n ** 64n - 1n]) {
    t.equal(parse(wavBytes(777, half, { rf64: true, longSize })).frames, 777, `RF64 ${longSize}`);
  }
  t.equal(parse(wavBytes(777, half)).note, undefined, 'a finished file needs none');
  t.equal(parse(wavBytes(777, half, { behind: [['LIST', 26]] })).note, undefined);
});

t.test('a finished file without sound has no sound, whatever text follows', async (t) => {
  const none = () => [];
  for (const rf64 of [false, true]) {
    for (const name of ['LIST', 'id3 ', 'bext', 'iXML', 'cue ', 'fact', 'JUNK', 'Ablt', 'xyz1']) {
      for (const length of [26, 27, 40_000]) {
        for (const dataSize of [undefined, 0xffff_ffff, 0x8000_0000, 44]) {
          const behind = [[name, length]] as const;
          const bytes = wavBytes(0, none, { rf64, behind, ...(dataSize === undefined ? {} : { dataSize }) });
          t.throws(
            () => parse(bytes),
            { code: 'wav-empty', message: /^song\.wav: it holds no sound/ },
            `${name} ${length}`,
          );
        }
      }
    }
  }
  for (const tag of ['ID3\x03\0\0\0\0\x0f\x7f', `TAG${'x'.repeat(125)}`, `APETAGEX${'x'.repeat(40)}`]) {
    t.throws(() => parse(Buffer.concat([wavBytes(0, none), Buffer.from(tag)])), { code: 'wav-empty' }, tag.slice(0, 4));
  }
  const cut = wavBytes(0, none, { behind: [['LIST', 400]] });
  t.throws(() => parse(cut.subarray(0, 300)), { code: 'wav-empty' }, 'the text itself is cut off');
});

t.test('an odd chunk without its padding: the next one is found at both places', async (t) => {
  for (const unpadded of [false, true]) {
    for (const length of [1, 13, 65, 0x6461, 0x6d67]) {
      const extra = [
        ['LIST', length],
        ['bext', 602],
        ['junk', 7],
      ] as const;
      const lanes = decoded(wavBytes(64, (i) => [sample(i, 0)], { extra, unpadded, behind: [['LIST', 9]] }));
      t.ok(lanes[0]!.length === 64 && lanes[0]!.every((x, i) => x === sample(i, 0)), `${length} ${unpadded}`);
    }
  }
  const odd = wavBytes(33, () => [0.5], {
    format: 's24',
    unpadded: true,
    behind: [
      ['LIST', 9],
      ['id3 ', 5],
    ],
  });
  t.equal(parse(odd).frames, 33);
  t.equal(parse(odd).note, undefined);
});

t.test('24 bits in four bytes, as arecord writes S24_LE: the low three, whatever the fourth holds', async (t) => {
  for (const extensible of [false, true]) {
    const [lane] = decoded(wavBytes(3, (i) => [[-1, 1, 0.5][i]!], { format: 's24in32', extensible }));
    t.same([...lane!], [-1, 8_388_607 / 8_388_608, 0.5]);
  }
});

t.test('what is not a number is silence', async (t) => {
  for (const format of ['f32', 'f64'] as const) {
    const wild = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 0.5];
    const [lane] = decoded(wavBytes(5, (i) => [wild[i]!], { format }));
    t.same([...lane!], [0, 0, 0, 0, 0.5]);
  }
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

t.test('in a file of more than 4 GiB (RF64) the header gives the length', async (t) => {
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
    ['frames that lie', wavBytes(9, one, { channels: 2, bits: 8 }), 'wav-format', /8-bit integers/],
    [
      '32 bits in frames of 16',
      wavBytes(9, one, { bits: 32 }),
      'wav-damaged',
      /frames of 2 bytes.*must be PCM.*ffmpeg/,
    ],
    ['20 bits', wavBytes(9, one, { format: 's24', bits: 20 }), 'wav-format', /20-bit integers/],
  ];
  for (const [what, bytes, code, message] of table) {
    t.throws(() => parse(bytes), { name: CodedError.name, code, message }, what);
    t.throws(() => parse(bytes), { message: /^song\.wav: [^\n]+$/ });
  }
});

t.test('fuzz: of any file that a recorder may leave, exactly the sound plays and never the text', async (t) => {
  const seed = 4711;
  t.comment(`seed ${seed}`);
  const next = seededBelow(seed);
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const some = (): [string, number][] =>
    Array.from({ length: next(4) }, () => [pick(['LIST', 'bext', 'iXML', 'JUNK', 'id3 ', 'cue ']), next(300)]);
  for (let round = 0; round < 4_000; round++) {
    const format = pick(['s16', 's24', 's24in32', 's32', 'f32', 'f64'] as const);
    const channels = 1 + next(9);
    const frames = pick([0, 1, 2, 3, 20, 101]);
    const killed = next(2) === 1;
    const rf64 = next(4) === 0;
    const size = pick(UNFINISHED);
    const shape: WavShape = {
      format,
      channels,
      rf64,
      extensible: next(2) === 1,
      unpadded: next(2) === 1,
      extra: some(),
      behind: some(),
      ...(killed
        ? { riffSize: pick([0, 36, 0xffff_ffff]), ...(rf64 ? { longSize: BigInt(size) } : { dataSize: size }) }
        : {}),
    };
    const frame = (i: number): number[] => Array.from({ length: channels }, (_, c) => sample(i + 1, c));
    const bytes = wavBytes(frames, frame, shape);
    const what = `round ${round}: ${JSON.stringify(shape, (_, x) => (typeof x === 'bigint' ? String(x) : x))}`;
    try {
      const lanes = decoded(bytes);
      // The byte of padding before the text may be the last of a frame where nobody knows how long the sound is.
      if (lanes[0]!.length !== frames) t.fail(`${what}: ${lanes[0]!.length} frames of ${frames}`);
      if (!lanes.every((lane, c) => lane.every((x, i) => x === sample(i + 1, c)))) t.fail(`${what}: other sound`);
    } catch (error) {
      const right = error instanceof CodedError && error.code === 'wav-empty' && frames === 0;
      if (!right) t.fail(`${what}: ${error}`);
    }
  }
});

t.test('fuzz: on garbage the parser fails only by its own refusal and never reads outside the file', async (t) => {
  const seed = 12_345;
  t.comment(`seed ${seed}`);
  const next = seededBelow(seed);
  const shapes: WavShape[] = [
    { channels: 2, extensible: true, rf64: true, extra: [['LIST', 9]] },
    { channels: 1, format: 's24', behind: [['LIST', 33]] },
    { channels: 3, format: 's24in32', dataSize: 0xffff_ffff },
  ];
  const files = shapes.map((shape) => wavBytes(40, () => [0.5, 0.1], shape));
  for (let round = 0; round < 20_000; round++) {
    const good = files[next(files.length)]!;
    const bytes = Buffer.from(good.subarray(0, 1 + next(good.length)));
    for (let i = next(6); i >= 0; i--) bytes[next(bytes.length)] = next(256);
    try {
      const { frames, dataOffset, frameBytes } = parse(bytes);
      if (frames < 1 || dataOffset + frames * frameBytes > bytes.length) t.fail(`round ${round}: reads past the end`);
    } catch (error) {
      if (!(error instanceof CodedError)) t.fail(`round ${round}: ${error}`);
      else if (!/^song\.wav: [^\n]{1,400}$/.test(error.message)) t.fail(`round ${round}: ${error.message}`);
    }
  }
});
