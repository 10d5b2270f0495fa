/** The radio's budget with the real engine: real sockets from addresses of their own, and a report about a radio. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { AirBudget } from '../../../src/app/radio/air-budget.js';
import { RadioReader } from '../../../src/app/radio/radio-reader.js';
import { createEngine } from '../../../src/audio/engine.js';
import { describeSource } from '../../../src/audio/source/describe-source.js';
import type { Standing } from '../../../src/base/places.js';
import { AIR_LIMIT } from '../../../src/control/radio/air-plan.js';
import { machineOpus } from '../../addon/opus/machine-opus.js';
import { engineOptions, openDoor } from '../../audio/engine-rig.js';
import { Native3Ear } from '../../audio/stream/native/native3-client.js';
import { until } from '../../harness/until.js';

const FAIR = '43.3 MBit/s VHT-MCS 4 short GI VHT-NSS 1';
const PHONES = 20;
const addressOf = (phone: number): string => `127.0.0.${10 + phone}`;

/** A report of a radio with all phones, at loopback addresses. */
function report(): string {
  const macs = Array.from({ length: PHONES }, (_, phone) => `02:00:00:00:00:${(16 + phone).toString(16)}`);
  const stations = macs.map((mac) => `Station ${mac} (on wlan0)\n\ttx packets:\t5\n\ttx bitrate:\t${FAIR}\n`);
  const neighbours = macs.map((mac, phone) => `${addressOf(phone)} lladdr ${mac} REACHABLE\n`);
  // Native clients here come from the first address.
  neighbours.push(`127.0.0.1 lladdr ${macs[0]} REACHABLE\n`);
  return `# uptime\n${uptime().toFixed(2)} 0.00\n# stations\n${stations.join('')}# neighbours\n${neighbours.join('')}`;
}

/** The first frame, the length and the flags of a packet of sound. */
interface Heard {
  readonly codec: number;
  readonly flags: number;
  readonly frames: number;
  readonly first: number;
}

class Phone {
  readonly heard: Heard[] = [];
  readonly socket: WebSocket;
  status: number | undefined;
  answer = '';
  closed: [code: number, reason: string] | undefined;

  constructor(port: number, phone: number, more = '&codec=opus&frames=240&adapt=1', headers = {}) {
    const query = `device=p${phone}&token=x${more}`;
    const from = { localAddress: addressOf(phone), headers };
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/audio?${query}`, from);
    this.socket.on('error', () => undefined);
    this.socket.on('unexpected-response', (_request, response) => {
      this.status = response.statusCode;
      let text = '';
      response.on('data', (data: Buffer) => {
        text += data.toString();
      });
      response.on('end', () => {
        this.answer = text;
      });
    });
    this.socket.on('close', (code, reason) => {
      this.closed = [code, reason.toString()];
    });
    this.socket.on('message', (data: Buffer) => {
      if (data[1] === 0)
        this.heard.push({
          codec: data[2]!,
          flags: data[3]!,
          frames: data.readUInt16LE(6),
          first: data.readDoubleLE(16),
        });
    });
  }

  get frames(): number | undefined {
    return this.heard.at(-1)?.frames;
  }
}

async function stage(t: Test, standings: Readonly<Record<string, Standing>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'air-'));
  const file = join(folder, 'radio-report');
  writeFileSync(file, report());
  const reader = new RadioReader({ file, everyMs: 200 });
  await until('the radio is known', () => reader.known);
  const fail = (door: string, error: unknown) => t.fail(`${door}: ${String(error)}`);
  const budget = new AirBudget({
    reader,
    standingOf: (device) => standings[device] ?? 'newcomer',
    note: () => undefined,
    onFault: fail,
    everyMs: 200,
  });
  const door = { ...openDoor(new Map()), roomInAir: budget.admit.bind(budget) };
  const engine = await createEngine(engineOptions(await describeSource('tones:2'), { onFault: fail }), door);
  budget.attach(engine);
  const refresh = setInterval(() => writeFileSync(file, report()), 1000);
  const phones: Phone[] = [];
  t.teardown(async () => {
    clearInterval(refresh);
    for (const { socket } of phones) socket.terminate();
    budget.stop();
    reader.stop();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    budget,
    nativePort: engine.nativePort,
    come: (...asked: ConstructorParameters<typeof Phone> extends [number, ...infer Rest] ? Rest : never) => {
      const phone = new Phone(engine.audioPort, ...asked);
      phones.push(phone);
      return phone;
    },
  };
}

const playing = (phone: Phone) => until('sound comes', () => phone.heard.length > 20);

if (machineOpus() !== undefined) {
  t.test('packets get longer while they play, without a gap, when more phones come than fit at 5 ms', async (t) => {
    const { budget, come } = await stage(t);
    const first = [0, 1, 2, 3, 4, 5].map((phone) => come(phone));
    for (const phone of first) await playing(phone);
    await until('six are known', () => budget.seats.length === 6);
    t.strictSame(
      first.map(({ frames }) => frames),
      [240, 240, 240, 240, 240, 240],
    );
    const more = [6, 7, 8, 9].map((phone) => come(phone));
    for (const phone of more) await playing(phone);
    const all = [...first, ...more];
    await until('some have longer packets', () => all.filter(({ frames }) => frames === 480).length >= 8);
    t.ok(budget.total <= AIR_LIMIT, String(budget.total));
    for (const [i, { heard }] of all.entries()) {
      // A machine that stands still costs packets: those after them bear a flag.
      const sound = heard.slice(1).map((one, at) => ({ ...one, before: heard[at]! }));
      const whole = sound.filter(({ flags }) => (flags & 3) === 0);
      t.ok(2 * whole.length > sound.length, `phone ${i}: ${whole.length} of ${sound.length} packets without a flag`);
      t.ok(
        whole.every(({ first, before }) => first === before.first + before.frames),
        `phone ${i} hears every frame once`,
      );
      t.ok(
        sound.every(({ codec }) => codec === 1),
        `phone ${i} hears Opus`,
      );
    }
  });

  t.test('a newcomer for whom there is no room is refused with a sentence, or a close code for pages', async (t) => {
    const { budget, come } = await stage(t);
    const inside: Phone[] = [];
    let refused: Phone | undefined;
    for (let phone = 0; refused === undefined; phone++) {
      const next = come(phone);
      await until('it is in, or refused', () => next.heard.length > 0 || next.answer !== '');
      if (next.answer === '') inside.push(next);
      else refused = next;
    }
    t.ok(inside.length >= 10, `${inside.length} came in`);
    t.equal(refused.status, 503);
    t.match(JSON.parse(refused.answer), { error: { code: /^air-full/, message: /no room for another listener now/ } });
    const page = come(18, undefined, { Origin: 'http://127.0.0.1' });
    await until('the page is closed', () => page.closed);
    t.ok([4504, 4505].includes(page.closed![0]));
    t.match(page.closed![1], /^the radio has no room now/);
    t.equal(budget.refusals, 2);
    const before = inside[0]!.heard.length;
    await until('the others play on', () => inside[0]!.heard.length > before + 20);
    t.ok(inside.every(({ closed }) => closed === undefined));
    const pcm = come(17, '&frames=480');
    await until('PCM finds no room either', () => pcm.answer !== '');
    t.match(JSON.parse(pcm.answer), { error: { code: 'air-full' } });
  });

  t.test(
    'a native client that lets the box choose follows it, also after it has asked for something else',
    async (t) => {
      const { budget, nativePort } = await stage(t);
      const app = await Native3Ear.join(nativePort, 'app', { codec: 'opus', frames: 480, adapt: true });
      t.teardown(() => app.close());
      const packets = () => app.sounds.at(-1)?.frames;
      await until('it is known', () => budget.seats.length === 1);
      t.match(budget.seats[0], { heard: { kind: 'native', transport: 'tcp', adapt: true }, grade: 1 });
      app.send({ type: 'audio', frames: 960 });
      await until('it has longer packets', () => packets() === 960);
      await until('the box shortens them', () => packets() === 480);
    },
  );

  t.test('a native client for which there is no room is refused', async (t) => {
    const { come, nativePort } = await stage(t);
    for (let phone = 0; ; phone++) {
      const next = come(phone);
      await until('it is in, or refused', () => next.heard.length > 0 || next.answer !== '');
      if (next.answer !== '') break;
    }
    const app = await Native3Ear.join(nativePort, 'app', { frames: 480 });
    t.teardown(() => app.close());
    t.match(app.control[0], { type: 'handshake_response', status: 'refused', code: 'air-full' });
  });

  t.test('an engineer gets in when the air is full: the newest newcomer makes room', async (t) => {
    const { come } = await stage(t, { p19: 'engineer' });
    const inside: Phone[] = [];
    for (let phone = 0; ; phone++) {
      const next = come(phone);
      await until('it is in, or refused', () => next.heard.length > 0 || next.answer !== '');
      if (next.answer !== '') break;
      inside.push(next);
    }
    const engineer = come(19);
    await playing(engineer);
    await until('the newest is closed', () => inside.at(-1)!.closed);
    t.match(inside.at(-1)!.closed, [4503, /better claim/]);
    t.ok(inside.slice(0, -1).every(({ closed }) => closed === undefined));
  });
}
