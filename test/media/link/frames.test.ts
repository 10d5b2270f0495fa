import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import {
  FrameReader,
  jsonFrame,
  MAX_FRAME_BYTES,
  SOUND_HEADER_BYTES,
  type Sound,
  writeSoundHeader,
} from '../../../src/media/link/frames.js';
import { readFromMedia, readToMedia } from '../../../src/media/link/messages.js';
import { seededBelow } from '../../harness/seeded.js';

function soundFrame(sound: Sound): Uint8Array {
  const frame = new Uint8Array(SOUND_HEADER_BYTES + sound.data.length);
  writeSoundHeader(new DataView(frame.buffer), 0, sound.stream, sound, sound.data.length);
  frame.set(sound.data, SOUND_HEADER_BYTES);
  return frame;
}

/** A reader, and what it read. */
function reader() {
  const read: unknown[] = [];
  const frames = new FrameReader({
    json: (message) => read.push(message),
    sound: (sound) => read.push({ ...sound, data: Buffer.from(sound.data).toString('hex') }),
  });
  return { read, push: (chunk: Uint8Array) => frames.push(chunk) };
}

const SOUND: Sound = {
  stream: 0xfffffffe,
  frames: 960,
  first: 2 ** 40 + 1,
  captureMs: 12.5,
  data: Uint8Array.of(1, 2),
};
const SOUND_READ = { ...SOUND, data: '0102' };

t.test('a frame of sound has the bytes of the table', async (t) => {
  const hex = Buffer.from(
    soundFrame({ stream: 3, frames: 240, first: 480, captureMs: 1.5, data: Uint8Array.of(0xab) }),
  );
  t.equal(hex.toString('hex'), '190000000200f000030000000000000000007e40000000000000f83fab');
});

t.test('frames are read as they were written, however the bytes are cut', async (t) => {
  const messages = [{ type: 'close', session: 1 }, SOUND_READ, { type: 'x', text: 'ñ'.repeat(200) }, SOUND_READ];
  const bytes = Buffer.concat(
    messages.map((message) => (message === SOUND_READ ? soundFrame(SOUND) : jsonFrame(message))),
  );
  const below = seededBelow(7);
  for (let round = 0; round < 300; round++) {
    const { read, push } = reader();
    for (let at = 0; at < bytes.length; ) {
      const end = at + (round === 0 ? bytes.length : 1 + below(round));
      if (!push(bytes.subarray(at, end))) t.fail(`round ${round}: refused`);
      at = end;
    }
    if (!isDeepStrictEqual(read, messages)) t.fail(`round ${round}: ${JSON.stringify(read)}`);
  }
});

t.test('an empty frame, a long one, an unknown type, a short sound and broken JSON are refused', async (t) => {
  const long = Buffer.alloc(4);
  long.writeUInt32LE(MAX_FRAME_BYTES - 3);
  for (const bytes of [
    Buffer.from('00000000', 'hex'),
    long,
    Buffer.from('0100000003', 'hex'),
    Buffer.from('020000000200', 'hex'),
    Buffer.from('03000000017b7b', 'hex'),
    Buffer.from('0300000001fffe', 'hex'),
    soundFrame({ ...SOUND, first: 0.5 }),
    soundFrame({ ...SOUND, first: Number.NaN }),
  ])
    t.equal(reader().push(bytes), false, bytes.toString('hex').slice(0, 40));
  t.throws(() => jsonFrame({ text: 'x'.repeat(MAX_FRAME_BYTES) }), RangeError);
});

t.test('whatever bytes come, a reader reads frames or refuses, and a message is of its protocol or none', async (t) => {
  const below = seededBelow(99);
  const good = [jsonFrame({ type: 'begin', host: '', port: 5104 }), soundFrame(SOUND)];
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.concat([good[below(2)]!, good[below(2)]!]);
    for (let hits = below(4); hits > 0; hits--) bytes[below(bytes.length)] = below(256);
    const { read, push } = reader();
    if (!push(bytes)) refused++;
    for (const message of read) {
      const known = readToMedia(message);
      if (known !== undefined && known.type !== 'begin') t.fail(JSON.stringify(known));
    }
  }
  t.ok(refused > 100, `${refused} refused`);
});

t.test('each message is read with its fields; a wrong, missing or foreign one is none', async (t) => {
  const good = [
    { type: 'begin', host: '127.0.0.1', port: 0 },
    { type: 'want', session: 1, address: '10.0.0.1', way: 'datachannel', copies: 2, stream: 3 },
    { type: 'answer', session: 1, sdp: 'v=0' },
    { type: 'play', session: 1, stream: 4, copies: 0, from: -32 },
    { type: 'close', session: 1 },
  ];
  for (const message of good) t.strictSame(readToMedia({ ...message, more: 1 }), message);
  const back = [
    { type: 'ready', port: 5104, library: 'x' },
    { type: 'unusable', message: 'x' },
    { type: 'offer', session: 1, sdp: 'v=0' },
    { type: 'open', session: 1, red: true },
    { type: 'ended', session: 1, reason: 'late' },
    { type: 'counters', sessions: 1, open: 1, packets: 2, bytes: 3, refused: 0, stale: 0, sentP50: 1, sentP99: 2 },
  ];
  for (const message of back) t.strictSame(readFromMedia({ ...message, more: 1 }), message);
  for (const [read, messages] of [
    [readToMedia, good],
    [readFromMedia, back],
  ] as const)
    for (const message of messages)
      for (const field of Object.keys(message))
        for (const value of [undefined, null, {}, -100, 1.5, 'x'.repeat(20_000)])
          t.equal(read({ ...message, [field]: value }), undefined, `${message.type}.${field}`);
  for (const strange of [null, 7, 'begin', [], {}, { type: 'toString' }]) t.equal(readToMedia(strange), undefined);
});
