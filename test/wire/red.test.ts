import t from 'tap';
import { RED_MAX_BACK, RED_MAX_BYTES, readRed } from '../../src/wire/red.js';
import { seededBelow } from '../harness/seeded.js';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const shown = (payload: Uint8Array) =>
  readRed(payload)?.map(({ payloadType, back, data }) => [payloadType, back, Buffer.from(data).toString('hex')]);

t.test('the frames come in the order of the packet, the newest last', async (t) => {
  t.strictSame(shown(bytes('6f 010203')), [[111, 0, '010203']], 'no older frame');
  // 240 ticks back: 240 << 10 | 2 = 03 c0 02.
  t.strictSame(
    shown(bytes('ef 03c002 6f 0102 0a0b0c')),
    [
      [111, 240, '0102'],
      [111, 0, '0a0b0c'],
    ],
    'one older frame',
  );
  t.strictSame(
    shown(bytes('ef 078001 ef 03c002 6f 01 0203 04')),
    [
      [111, 480, '01'],
      [111, 240, '0203'],
      [111, 0, '04'],
    ],
    'two',
  );
  t.strictSame(
    shown(bytes('ef 03c000 6f')),
    [
      [111, 240, ''],
      [111, 0, ''],
    ],
    'empty frames',
  );
});

t.test('distance and length reach to the edge of their bits', async (t) => {
  const payload = Buffer.concat([bytes('ef ffffff 6f'), Buffer.alloc(RED_MAX_BYTES, 7), bytes('09')]);
  const [older, newest] = readRed(payload)!;
  t.equal(older!.back, RED_MAX_BACK);
  t.equal(older!.data.length, RED_MAX_BYTES);
  t.equal(newest!.data.length, 1);
});

t.test('a damaged payload is refused: cut in a header or in an older frame, or with no end of headers', async (t) => {
  for (const hex of ['', 'ef', 'ef 03', 'ef 03c0', 'ef 03c002', 'ef 03c002 6f 01', 'ef 03c002 ef 03c002'])
    t.equal(readRed(bytes(hex)), undefined, hex);
  t.equal(readRed(Buffer.alloc(400, 0xff)), undefined);
});

t.test('frames are views of the payload, also where that is a part of a buffer', async (t) => {
  const whole = bytes('00000000 ef 03c001 6f 55 66');
  const payload = new Uint8Array(whole.buffer, whole.byteOffset + 4, whole.length - 4);
  const [older, newest] = readRed(payload)!;
  t.equal(older!.data.buffer, whole.buffer);
  t.strictSame([...older!.data, ...newest!.data], [0x55, 0x66]);
});

t.test('whatever bytes come, the frames lie inside the payload, one after the other, up to its end', async (t) => {
  const below = seededBelow(2198);
  let read = 0;
  for (let round = 0; round < 100_000; round++) {
    const payload = new Uint8Array(below(60));
    for (let i = 0; i < payload.length; i++)
      payload[i] = below(4) === 0 ? below(256) : below(2) === 0 ? 0xef : below(4);
    const blocks = readRed(payload);
    if (blocks === undefined) continue;
    read++;
    const sum = blocks.reduce((bytes, { data }) => bytes + data.length, 0);
    const heads = (blocks.length - 1) * 4 + 1;
    if (sum + heads !== payload.length) t.fail(`${Buffer.from(payload).toString('hex')}: ${sum} + ${heads} bytes`);
  }
  t.ok(read > 1000, `${read} were read`);
});
