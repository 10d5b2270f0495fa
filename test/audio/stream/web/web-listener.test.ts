import t from 'tap';
import { BusState, BusWord, EngineWord, LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { busHeader, createEngineMemory, engineHeader } from '../../../../src/audio/shared/engine-memory.js';
import { Histogram } from '../../../../src/audio/shared/histogram.js';
import { BusReader, READABLE_FRAMES } from '../../../../src/audio/stream/bus-reader.js';
import { EncoderPool } from '../../../../src/audio/stream/opus/encoder-pool.js';
import { StreamClock } from '../../../../src/audio/stream/stream-clock.js';
import { WebListener, type WebListenerData } from '../../../../src/audio/stream/web/web-listener.js';
import { decodeWebPacket, WebFlag } from '../../../../src/audio/stream/web/web-packet.js';
import type { WebSocketConnection } from '../../../../src/net/socket-server.js';

const FRAMES = 480;

/** A listener over memory that this test writes by itself; `sent` holds its packets of sound. */
function listening() {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  const clock = new StreamClock(memory, 48_000);
  const bus = new BusReader(memory, 0);
  Atomics.store(busHeader(memory, 0), BusWord.START_POS, -LOOK_AHEAD);
  Atomics.store(busHeader(memory, 0), BusWord.STATE, BusState.playing);
  const sent: { readonly first: number; readonly flags: number }[] = [];
  const connection: WebSocketConnection<WebListenerData> = {
    data: { device: 'ana', mix: 'ana', codec: 'pcm', frames: FRAMES, adapt: false, bus },
    remoteAddress: '127.0.0.1',
    localAddress: '127.0.0.1',
    closed: false,
    send: () => undefined,
    joinRow: () => undefined,
    sendInRow(message) {
      const decoded = decodeWebPacket(message);
      if (decoded.ok && decoded.packet.type === 'audio') sent.push(decoded.packet);
    },
    bufferedAmount: () => 0,
    ping: () => undefined,
    vouch: () => undefined,
    end: () => undefined,
    terminate: () => undefined,
  };
  const deps = {
    clock,
    encoders: new EncoderPool({ ok: false, reason: 'not here' }, clock),
    mixToSocket: new Histogram(memory, 'mixToSocket'),
    captureToSocket: new Histogram(memory, 'captureToSocket'),
    kernelUnsentBytes: 0,
  };
  const listener = new WebListener(connection, deps, 0);
  /** The mixer moves on; the listener's thread sees it if `seen`. */
  const mix = (frames: number, seen: boolean) => {
    Atomics.add(header, EngineWord.OUT_POS, frames);
    if (seen) clock.refresh();
  };
  const pump = (nowMs: number) => {
    listener.pump(nowMs);
    while (listener.settle(nowMs)) {
      // Until nothing more is due.
    }
  };
  return { pump, sent, mix, header };
}

t.test('sound overwritten while it was being read is dropped, never sent', async (t) => {
  const { pump, sent, mix } = listening();
  mix(FRAMES + LOOK_AHEAD, true);
  pump(1);
  const before = sent.length;
  t.ok(before > 0, 'it plays');
  mix(FRAMES, true);
  // From here on its thread is paused between looking and reading.
  mix(READABLE_FRAMES + FRAMES, false);
  pump(2);
  t.equal(sent.length, before, 'what it read is sent to nobody');
  mix(FRAMES, true);
  pump(3);
  t.ok(sent.length > before, 'it goes on');
  t.equal(sent[before]!.flags & WebFlag.dropped, WebFlag.dropped, 'and says that packets are missing');
});

t.test('a gap in the capture is still reported after such a dropped packet', async (t) => {
  const { pump, sent, mix, header } = listening();
  mix(FRAMES + LOOK_AHEAD, true);
  pump(1);
  Atomics.add(header, EngineWord.DISCONTINUITIES, 1);
  mix(FRAMES, true);
  mix(READABLE_FRAMES + FRAMES, false);
  const before = sent.length;
  pump(2);
  mix(FRAMES, true);
  pump(3);
  t.equal(sent[before]!.flags & WebFlag.discontinuity, WebFlag.discontinuity);
});
