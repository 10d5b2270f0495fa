/** HTTP on the page's port: well-formed requests with a broken core, and bytes that are not requests. */
import { changedBytes, noise } from '../bytes.js';
import { named } from '../names-in.js';
import type { Random } from '../random.js';
import { REQUESTS } from '../seeds.js';
import { anything, changed, type Json, TEXTS, textOf } from '../values.js';
import { ANSWER_MS, NoAnswer, type SocketDoor, type Target, Wire } from './socket-door.js';

interface Request {
  readonly head: string;
  readonly body: Buffer;
}

/** The sound of the listeners must not change. */
const NOT_HERE = new Set(['/api/source', '/api/engineer']);
const SEEDS = REQUESTS.filter(({ path }) => !NOT_HERE.has(path));

/** No character of it ends a line, or is longer than a byte. */
const inLine = (text: string): string =>
  encodeURI(text.toString())
    .replace(/[\r\n\0 ]/g, '%20')
    .slice(0, 4000);

function request(random: Random, target: Target): Request {
  const me = random.pick(target.devices);
  const names = { me: me.uuid, other: random.pick(target.devices).uuid, session: 'AAAA', preset: 'x', ask: 'x' };
  const seed = random.pick(SEEDS);
  let path = named(seed.path, names);
  if (random.once(5)) path = path.replace(/[^/]*$/, safe(random));
  const query = seed.query ? `?${named(seed.query, names)}` : random.once(10) ? `?${safe(random)}` : '';
  const whole =
    seed.body === undefined && !random.once(10)
      ? ''
      : textOf(random, changed(random, named(seed.body ?? {}, names) as Json));
  const body = Buffer.from(whole).subarray(0, random.once(200) ? 600_000 : 40_000);
  const token = seed.desk ? target.engineer.token : random.once(12) ? safe(random) : me.token;
  const lines = [
    `${random.once(20) ? random.pick(['PATCH', 'TRACE', 'OPTIONS', 'HEAD', 'get', 'QUERY']) : seed.method} ${path}${query} HTTP/1.1`,
    `Host: ${random.once(25) ? safe(random) : `${target.host}:${target.webPort}`}`,
    `Authorization: Bearer ${token}`,
    ...(body.length > 0
      ? [`Content-Type: ${random.once(20) ? 'text/plain' : 'application/json'}`, `Content-Length: ${body.length}`]
      : []),
    ...(random.once(15)
      ? [`${random.pick(['Origin', 'Cookie', 'Range', 'If-None-Match', 'X', 'User-Agent'])}: ${safe(random)}`]
      : []),
  ];
  return { head: `${lines.join('\r\n')}\r\n\r\n`, body };
}

const safe = (random: Random): string => {
  const text = random.once(3) ? String(anything(random, 0)) : random.pick(TEXTS);
  return inLine(text.toString().replace(/[\ud800-\udfff]/g, '?'));
};

/** A whole answer: its head, and as many bytes as the head announces. */
function answered({ head, since }: Wire, toHead: boolean): boolean {
  const end = head.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end + 2))?.[1] ?? 0);
  return toHead || since >= end + 4 + length;
}

export const httpSocketDoor: SocketDoor = {
  name: 'http:requests',
  about: 'HTTP requests, one after another over kept connections',
  share: 230,
  inputsPerBatch: 200,
  async run(target, random, count) {
    let wire = new Wire(target.webPort, target.host);
    for (let i = 0; i < count; i++) {
      if (wire.closed) wire = new Wire(target.webPort, target.host);
      const { head, body } = request(random, target);
      wire.forget();
      await wire.send(Buffer.concat([Buffer.from(head, 'latin1'), body]));
      if (!(await wire.until(() => answered(wire, head.startsWith('HEAD')), ANSWER_MS)))
        throw new NoAnswer(head.slice(0, 300));
      if (/^HTTP\/1\.1 500/.test(wire.head))
        throw new Error(`500 to ${head.slice(0, 300)}${body.toString().slice(0, 300)}: ${wire.head.slice(-400)}`);
    }
    wire.destroy();
  },
};

export const httpRawDoor: SocketDoor = {
  name: 'http:bytes',
  about: 'bytes that are almost HTTP, on the page’s port and the audio port',
  share: 90,
  inputsPerBatch: 100,
  async run(target, random, count) {
    for (let i = 0; i < count; i++) {
      const { head, body } = request(random, target);
      const whole = Buffer.concat([Buffer.from(head, 'latin1'), body.subarray(0, 2000)]);
      const bytes = random.once(20) ? noise(random, 1 + random.few(500)) : changedBytes(random, whole);
      const wire = new Wire(random.once(3) ? target.audioPort : target.webPort, target.host);
      const cut = random.once(3) ? random.below(bytes.length + 1) : 0;
      if (cut > 0) await wire.send(bytes.subarray(0, cut));
      await wire.send(bytes.subarray(cut));
      // The box waits for the rest of half a request; this does not.
      await wire.until(() => wire.received > 0, 25);
      wire.destroy();
    }
  },
};
