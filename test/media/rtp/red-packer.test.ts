import t from 'tap';
import { FrameHistory } from '../../../src/media/rtp/frame-history.js';
import { MAX_PACKET_BYTES, RedPacker } from '../../../src/media/rtp/red-packer.js';
import { RTP_HEADER_BYTES, writeRtpHeader } from '../../../src/media/rtp/rtp-header.js';
import { readRed } from '../../../src/wire/red.js';
import { RTP_OPUS } from '../../../src/wire/signal.js';
import { seededBelow } from '../../harness/seeded.js';

const payloadOf = (packet: Uint8Array) => packet.subarray(RTP_HEADER_BYTES);
const shown = (packet: Uint8Array | undefined) =>
  packet && readRed(payloadOf(packet))!.map(({ back, data }) => [back, Buffer.from(data).toString('hex')]);

t.test('a header has the bytes of RFC 3550, and its numbers wrap', async (t) => {
  const packet = new DataView(new ArrayBuffer(RTP_HEADER_BYTES));
  writeRtpHeader(packet, 111, 0x1234, 0x89abcdef, 0xfedcba98);
  t.equal(Buffer.from(packet.buffer).toString('hex'), '806f123489abcdeffedcba98');
  writeRtpHeader(packet, 63, 0x1_0002, 2 ** 32 + 5, 1);
  t.equal(Buffer.from(packet.buffer).toString('hex'), '803f00020000000500000001');
});

t.test('a packet has the bytes of RFC 2198: older frames first, each with its distance', async (t) => {
  const packer = new RedPacker();
  const history = new FrameHistory();
  history.add(1000, Uint8Array.of(1));
  history.add(1240, Uint8Array.of(2, 3));
  const packet = packer.pack(1480, Uint8Array.of(4), 2, history)!;
  t.equal(Buffer.from(payloadOf(packet)).toString('hex'), 'ef078001ef03c0026f01020304');
});

t.test('a packet has as many copies as were asked for and are there', async (t) => {
  const packer = new RedPacker();
  const history = new FrameHistory();
  t.strictSame(shown(packer.pack(0, Uint8Array.of(9), 3, history)), [[0, '09']]);
  for (let i = 0; i < 6; i++) history.add(i * 240, Uint8Array.of(i));
  for (const copies of [0, 1, 2, 3, 99])
    t.strictSame(
      shown(packer.pack(1440, Uint8Array.of(9), copies, history)),
      [
        [720, '03'],
        [480, '04'],
        [240, '05'],
        [0, '09'],
      ].slice(-1 - Math.min(3, copies)),
      `${copies}`,
    );
});

t.test('a frame that does not lie before, or too far, is not carried again', async (t) => {
  const packer = new RedPacker();
  const history = new FrameHistory();
  history.add(48_000, Uint8Array.of(1));
  t.strictSame(shown(packer.pack(240, Uint8Array.of(2), 2, history)), [[0, '02']], 'the stream began anew');
  t.strictSame(shown(packer.pack(48_000, Uint8Array.of(2), 2, history)), [[0, '02']], 'the same again');
  t.strictSame(shown(packer.pack(48_000 + 16_384, Uint8Array.of(2), 2, history)), [[0, '02']], 'too far');
  t.strictSame(shown(packer.pack(48_000 + 16_383, Uint8Array.of(2), 2, history)), [
    [16_383, '01'],
    [0, '02'],
  ]);
});

t.test(
  'a packet stays below its limit: the oldest copies are left out, and a frame alone may be too long',
  async (t) => {
    const packer = new RedPacker();
    const history = new FrameHistory();
    for (let i = 0; i < 3; i++) history.add(i * 960, new Uint8Array(400));
    const packet = packer.pack(2880, new Uint8Array(400), 3, history)!;
    t.equal(shown(packet)!.length, 2);
    t.ok(packet.length <= MAX_PACKET_BYTES, `${packet.length} bytes`);
    const longest = MAX_PACKET_BYTES - RTP_HEADER_BYTES - 1;
    t.equal(packer.pack(2880, new Uint8Array(longest), 0, history)!.length, MAX_PACKET_BYTES);
    t.equal(packer.pack(2880, new Uint8Array(longest + 1), 0, history), undefined);
  },
);

t.test('what is packed is read again, whatever lengths and pauses the stream has', async (t) => {
  const below = seededBelow(42);
  const packer = new RedPacker();
  const history = new FrameHistory();
  const sent: { first: number; text: string }[] = [];
  let first = 0;
  for (let round = 0; round < 20_000; round++) {
    first += below(50) === 0 ? below(30_000) + 1 : [120, 240, 480, 960][below(4)]!;
    const frame = new Uint8Array(below(60) === 0 ? 1100 : below(200)).map(() => below(256));
    const copies = below(4);
    const packet = packer.pack(first, frame, copies, history)!;
    const blocks = readRed(payloadOf(packet))!;
    if (blocks.length > copies + 1) t.fail(`${blocks.length} frames for ${copies} copies`);
    for (const { back, data, payloadType } of blocks.slice(0, -1)) {
      const text = Buffer.from(data).toString('hex');
      if (payloadType !== RTP_OPUS || !sent.some((one) => one.first === first - back && one.text === text))
        t.fail(`round ${round}: ${text} was not sent ${back} frames before`);
    }
    if (!Buffer.from(blocks.at(-1)!.data).equals(frame)) t.fail(`round ${round}: the frame itself`);
    history.add(first, frame);
    sent.push({ first, text: Buffer.from(frame).toString('hex') });
    if (sent.length > 8) sent.shift();
  }
});
