import t from 'tap';
import { writeRtpHeader } from '../../../../src/media/rtp/rtp-header.js';
import { readRtpPacket } from '../../../../src/web/listen/worker/rtp-packet.js';
import { seededBelow } from '../../../harness/seeded.js';

function packet(type: number, timestamp: number, payload: readonly number[]): ArrayBuffer {
  const data = new ArrayBuffer(12 + payload.length);
  writeRtpHeader(new DataView(data), type, 65_535, timestamp, 0xffff_ffff);
  new Uint8Array(data).set(payload, 12);
  return data;
}

t.test('a packet as the box writes it gives its type, timestamp and payload', async (t) => {
  for (const [type, timestamp, payload] of [
    [111, 0, [1]],
    [63, 0xffff_fff0, [0x80, 2, 3, 4]],
    [0, 48_000, Array.from({ length: 1188 }, (_, i) => i & 255)],
  ] as const) {
    const read = readRtpPacket(packet(type, timestamp, payload), 5000)!;
    t.match(read, { payloadType: type, timestamp, receivedMs: 5000 });
    t.strictSame([...read.payload], payload);
  }
});

t.test('what is shorter than a packet, or has another first byte, is none', async (t) => {
  const whole = packet(111, 7, [1]);
  for (let bytes = 0; bytes <= 12; bytes++)
    t.equal(readRtpPacket(whole.slice(0, bytes), 0), undefined, `${bytes} bytes`);
  for (let first = 0; first < 256; first++) {
    const data = whole.slice(0);
    new Uint8Array(data)[0] = first;
    t.equal(readRtpPacket(data, 0) === undefined, first !== 0x80, `first byte ${first}`);
  }
});

t.test('any bytes are read without a throw', async (t) => {
  const below = seededBelow(63);
  for (let round = 0; round < 20_000; round++) {
    const data = Uint8Array.from({ length: below(40) }, () => below(256)).buffer;
    const read = readRtpPacket(data, 0);
    if (read !== undefined && read.payload.length !== data.byteLength - 12) t.fail(`round ${round}`);
  }
  t.pass('20,000 rounds');
});
