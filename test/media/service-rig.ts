/** A media service with its real library on loopback, without a box, and clients that join it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { monotonicMs } from '../../src/base/clock.js';
import { dataChannelLibrary } from '../../src/media/library/data-channel-library.js';
import type { FromMedia } from '../../src/media/link/messages.js';
import { MediaService } from '../../src/media/media-service.js';
import type { SessionLimits } from '../../src/media/session.js';
import type { SignalWay } from '../../src/wire/signal.js';
import { until } from '../harness/until.js';
import type { LossyRelay } from './lossy-relay.js';
import { RtpClient } from './rtp-client.js';

const library = dataChannelLibrary(() => undefined);

/** A service that is ready on a free port of loopback, and what it says. */
export async function startService(t: Test, port = 0, limits?: SessionLimits) {
  const said: FromMedia[] = [];
  const service = new MediaService(library, (message) => said.push(message), limits);
  t.teardown(() => service.stop());
  service.receive({ type: 'begin', host: '127.0.0.1', port });
  const find = <T extends FromMedia['type']>(type: T, session?: number) =>
    said.findLast(
      (message): message is Extract<FromMedia, { type: T }> =>
        message.type === type && (session === undefined || (message as { session: number }).session === session),
    );
  await until('it is ready', () => find('ready') ?? find('unusable'));
  return { service, said, find };
}
export type ServiceRig = Awaited<ReturnType<typeof startService>>;

/**
 * Brings a client to a session; resolves when packets can be sent. On a busy machine the library may check the client's
 * certificate before it knows the answer, and refuses it. A page asks again then, and so does this.
 */
export async function join(t: Test, rig: ServiceRig, number: number, how: Joining = {}) {
  for (let session = number; ; session += 1000) {
    const client = new RtpClient();
    t.teardown(() => client.close());
    const { copies = 1, stream = 7, way = 'rtp' } = how;
    rig.service.receive({ type: 'want', session, address: '127.0.0.1', way, copies, stream });
    const offer = await until('it offers', () => rig.find('offer', session));
    const sdp = how.relay?.through(offer.sdp) ?? offer.sdp;
    rig.service.receive({ type: 'answer', session, sdp: await client.answer(sdp, how.without) });
    const opened = await until('it is open', () => rig.find('open', session) ?? rig.find('ended', session));
    if (opened.type === 'ended' && opened.reason === 'lost') continue;
    await until('the client is connected', () => client.connected);
    return { session, client, red: opened.type === 'open' && opened.red, offer: sdp };
  }
}
interface Joining {
  readonly copies?: number;
  readonly stream?: number;
  readonly without?: RegExp;
  readonly way?: SignalWay;
  readonly relay?: LossyRelay;
}

/** Sends numbered frames of 240 until `enough`. Returns the first index of the last one. */
export async function play(
  rig: ServiceRig,
  streams: readonly number[],
  enough: () => boolean,
  from = 0,
): Promise<number> {
  let first = from;
  while (!enough()) {
    for (const stream of streams)
      rig.service.sound({ stream, first, frames: 240, captureMs: monotonicMs(), data: frame(first) });
    first += 240;
    await sleep(2);
  }
  return first - 240;
}
/** Plays stream 100 + i to client i, and checks that nobody hears another's. */
export async function eachHearsItsOwn(
  t: Test,
  rig: ServiceRig,
  all: readonly Awaited<ReturnType<typeof join>>[],
): Promise<void> {
  for (let first = 0; all.some(({ client }) => client.heard.length < 30); first += 240) {
    for (let i = 0; i < all.length; i++) {
      const data = frame(first * 100 + i);
      rig.service.sound({ stream: 100 + i, first, frames: 240, captureMs: monotonicMs(), data });
    }
    await sleep(5);
  }
  for (const [i, { client }] of all.entries()) {
    const foreign = client.heard
      .flatMap(({ frames }) => frames)
      .filter(({ hex }) => Number.parseInt(hex, 16) % 100 !== i);
    t.strictSame(foreign, [], `session ${i}`);
  }
}

export const frame = (first: number) => Buffer.from((first >>> 0).toString(16).padStart(8, '0'), 'hex');
