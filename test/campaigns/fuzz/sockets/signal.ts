/**
 * Signalling of WebRTC over the audio WebSocket, into a box with its media process. It wants sessions, answers real
 * offers, closes, and says what means nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { changedBytes } from '../bytes.js';
import { Random } from '../random.js';
import { anything, changed, type Json, TEXTS, textOf } from '../values.js';
import { closed, openWebSocket } from './mqtt.js';
import { ANSWER_MS, NoAnswer, type SocketDoor, type Target } from './socket-door.js';

/** Texts of one connection: the box reads twenty at once, and ignores more. */
const TEXTS_EACH = 18;
/** How long an answer waits for its offer, ms. */
const OFFER_MS = 250;
/** What the box may say (`docs/protocol.md`, section 9). */
const FROM_BOX = new Set(['offer', 'open', 'map', 'closed']);

interface Media {
  readonly state: string;
  readonly restarts: number;
}

async function media(target: Target): Promise<Media> {
  const response = await fetch(`http://${target.host}:${target.webPort}/api/health`);
  return ((await response.json()) as { media: Media }).media;
}

async function ready(target: Target): Promise<Media> {
  for (const end = performance.now() + ANSWER_MS; performance.now() < end; await sleep(50)) {
    const now = await media(target);
    if (now.state === 'ready') return now;
  }
  throw new NoAnswer('the media process');
}

/** One listener, and what the box signals to it. */
class Talk {
  readonly #ws: WebSocket;
  offer = '';
  strange: string | undefined;

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on('message', (data: Buffer) => {
      if (data[1] === 4) this.#heard(data.subarray(32).toString());
    });
  }

  static async begin(target: Target, { uuid, token }: Target['engineer'], form: string): Promise<Talk | undefined> {
    const query = `device=${uuid}&token=${token}&${form}`;
    const ws = await openWebSocket(`ws://${target.host}:${target.audioPort}/audio?${query}`);
    return ws === undefined ? undefined : new Talk(ws);
  }

  get open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  say(text: string): void {
    if (this.open) this.#ws.send(text);
  }

  /** Waits for an offer, but not for long. */
  async offered(ms: number): Promise<boolean> {
    for (const end = performance.now() + ms; this.open && this.offer === '' && performance.now() < end; )
      await sleep(2);
    return this.offer !== '';
  }

  async end(): Promise<void> {
    await closed(this.#ws);
    if (this.strange !== undefined) throw new Error(`the box signalled ${this.strange}`);
  }

  #heard(text: string): void {
    const { type, sdp } = JSON.parse(text) as { type?: unknown; sdp?: unknown };
    if (typeof type !== 'string' || !FROM_BOX.has(type)) this.strange = text.slice(0, 500);
    else if (type === 'offer') this.offer = String(sdp);
  }
}

const hex = (random: Random) => random.below(256).toString(16).padStart(2, '0').toUpperCase();
const letters = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.pick([...'abcdXYZ019+/'])).join('');

/** An answer that the box takes, though nobody is at its other end. */
function goodAnswer(random: Random, offer: string): string {
  const facts: Readonly<Record<string, string>> = {
    'a=ice-ufrag:': letters(random, random.pick([4, 4, 8, 256])),
    'a=ice-pwd:': letters(random, random.pick([22, 24, 256])),
    'a=fingerprint:': `sha-256 ${Array.from({ length: 32 }, () => hex(random)).join(':')}`,
    'a=setup:': random.pick(['active', 'active', 'passive']),
  };
  const lines = offer.split('\r\n').map((line) => {
    const key = Object.keys(facts).find((start) => line.startsWith(start));
    return key === undefined ? line.replace('a=sendonly', 'a=recvonly') : key + facts[key];
  });
  return lines.filter((line) => !line.startsWith('a=candidate')).join('\r\n');
}

function changedLines(random: Random, text: string): string {
  const lines = text.split('\r\n');
  for (let changes = 1 + random.few(4); changes > 0; changes--) {
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    const line = lines[from] ?? '';
    const kind = random.below(4);
    if (kind === 0) lines.splice(from, 1);
    else if (kind === 1) lines.splice(to, 0, line);
    else if (kind === 2) lines[from] = line.replace(/[^:=]*$/, random.pick(TEXTS));
    else lines[from] = changedBytes(random, Buffer.from(line), 400).toString('latin1');
  }
  return lines.join(random.once(20) ? '\n' : '\r\n');
}

function answer(random: Random, offer: string): Json {
  const good = goodAnswer(random, offer);
  const sdp = random.once(4)
    ? good
    : random.once(8)
      ? changedBytes(random, Buffer.from(good), 7000).toString('latin1')
      : random.once(12)
        ? `${good}${'a=x:y\r\n'.repeat(random.few(900))}`
        : changedLines(random, good);
  return { type: 'answer', sdp };
}

function want(random: Random): Json {
  return {
    type: 'want',
    ...(random.once(2) ? { copies: random.below(4) } : {}),
    ...(random.once(2) ? { frames: random.pick([120, 240, 480, 960]) } : {}),
    ...(random.once(2) ? { way: random.pick(['rtp', 'datachannel']) } : {}),
  };
}

async function signal(random: Random, talk: Talk): Promise<Json> {
  switch (random.below(10)) {
    case 0:
    case 1:
      talk.offer = '';
      return want(random);
    case 2:
      return changed(random, want(random));
    case 3:
    case 4:
    case 5:
      await talk.offered(OFFER_MS);
      return answer(random, talk.offer);
    case 6:
      return changed(random, answer(random, talk.offer));
    case 7:
      return { type: 'close' };
    case 8:
      return {
        type: random.pick(['candidate', 'offer', 'open', 'map', 'closed', 'ended', 'play', ...TEXTS]),
        candidate: 'candidate:1 1 udp 2113937151 192.0.2.1 5104 typ host',
        value: anything(random),
      };
    default:
      return anything(random);
  }
}

/** A page that asks gets an offer. Other batches may take its device's place meanwhile. */
async function stillOffers(target: Target): Promise<void> {
  for (const end = performance.now() + ANSWER_MS; performance.now() < end; ) {
    const talk = await Talk.begin(target, target.engineer, 'codec=opus&frames=240');
    talk?.say('{"signal":{"type":"want"}}');
    const good = await talk?.offered(2000);
    await talk?.end();
    if (good) return;
  }
  throw new NoAnswer('a want after the batch');
}

export const signalDoor: SocketDoor = {
  name: 'signal',
  about: 'signalling of WebRTC: wants, answers to real offers, closes, messages that are none',
  share: 60,
  inputsPerBatch: 180,
  async run(target, random, count) {
    const before = await ready(target);
    for (let left = count; left > 0; ) {
      const form = random.pick(['codec=opus&frames=240', 'codec=opus&frames=480&adapt=1', 'frames=480']);
      const talk = await Talk.begin(target, random.pick(target.devices), form);
      if (talk === undefined) left--;
      for (let i = 0; i < TEXTS_EACH && left > 0; i++, left--) {
        // Each input has its own numbers, so that they do not depend on when an offer comes.
        const own = new Random(random.next(), 'signal');
        if (talk?.open) talk.say(textOf(own, { signal: await signal(own, talk) }).slice(0, 8000));
      }
      await talk?.end();
    }
    await stillOffers(target);
    const { restarts } = await ready(target);
    if (restarts !== before.restarts) throw new Error('the media process ended');
  },
};
