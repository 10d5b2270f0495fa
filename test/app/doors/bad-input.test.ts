import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { Box } from '../../harness/box.js';
import { Controller } from '../../harness/controller.js';
import { CountingJudge, countingWav, heardWhole } from '../../harness/counting.js';
import { WebListener } from '../../harness/listener.js';
import { seededBelow } from '../../harness/seeded.js';
import { Stillness } from '../../harness/stillness.js';

/** Every line names the setting first, there is no stack trace, and the status is 2. */
function assertRefused(
  t: Test,
  result: { code: number | null; stderr: string[] },
  expected: readonly [string, string | RegExp][],
): void {
  const text = result.stderr.join('\n');
  t.equal(result.code, 2, text);
  t.notMatch(text, /\n\s+at /, 'no stack trace');
  for (const [setting, what] of expected) {
    t.ok(
      result.stderr.some(
        (line) => line.startsWith(setting) && (typeof what === 'string' ? line.includes(what) : what.test(line)),
      ),
      `${setting}: ${what} in ${JSON.stringify(result.stderr)}`,
    );
  }
}

t.test('wrong settings and an unreadable source are reported together, status 2', async (t) => {
  assertRefused(t, await Box.refused(['--period', '100', '--colour', 'red', '--source', 'wav:/no/such/file.wav']), [
    ['--period', 'multiple of 16'],
    ['--colour', 'no such setting'],
    ['--source', '/no/such/file.wav'],
  ]);
});

t.test('a name from outside cannot imitate a line of the log', async (t) => {
  const { code, stderr } = await Box.refused([
    '--source',
    'wav:/no/such\nready http://203.0.113.9/\u001b[2J\u202e.wav',
  ]);
  t.equal(code, 2);
  t.notOk(stderr.some((line) => line.startsWith('ready')));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  t.notMatch(stderr.join(''), /[\u0000-\u001f\u202e]/);
});

t.test('an invalid source or address is reported alone, without what would play instead', async (t) => {
  const { code, stderr } = await Box.refused(['--source', 'radio', '--host', '999.1.1.1']);
  t.equal(code, 2);
  t.match(stderr.sort(), [/^--host: /, /^--source: "radio"/]);
  t.equal(stderr.length, 2);
  const elsewhere = await Box.refused(['--source', 'tones', '--host', '192.0.2.1']);
  t.equal(elsewhere.code, 2);
  t.match(elsewhere.stderr, [/^--host: 192\.0\.2\.1:0 is not an address of this machine/]);
});

t.test('a file that is no WAV, is cut short, or has a rate the box does not run at is refused by name', async (t) => {
  const folder = t.testdir({ 'text.wav': 'this is not a recording', 'empty.wav': '' });
  const good = `${folder}/good.wav`;
  countingWav(good);
  const { readFileSync } = await import('node:fs');
  const bytes = readFileSync(good);
  writeFileSync(`${folder}/header.wav`, bytes.subarray(0, 30));
  const odd = Buffer.from(bytes);
  odd.writeUInt32LE(22_050, 24);
  writeFileSync(`${folder}/rate.wav`, odd);
  for (const [name, what] of [
    ['text.wav', /WAV/i],
    ['empty.wav', /WAV|empty/i],
    ['header.wav', /WAV|truncated|cut|short|end/i],
    ['rate.wav', /22.?050/],
  ] as const) {
    assertRefused(t, await Box.refused(['--source', `wav:${folder}/${name}`]), [['--source', what]]);
  }
});

t.test('a port in use is named by its setting and number', async (t) => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  t.teardown(() => blocker.close());
  const { port } = blocker.address() as { port: number };
  for (const setting of ['--web-port', '--audio-port', '--native-port', '--mqtt-port']) {
    assertRefused(t, await Box.refused(['--source', 'tones', setting, String(port)]), [[setting, String(port)]]);
  }
});

t.test('a data folder that cannot be written is named', async (t) => {
  const folder = t.testdir({ file: 'in the way' });
  assertRefused(t, await Box.refused(['--source', 'tones', '--data-dir', `${folder}/file/data`]), [
    ['--data-dir', `${folder}/file/data`],
  ]);
});

/** Sends bytes to a port and waits until the other side closes, or 300 ms. */
async function throwAt(port: number, bytes: Buffer | string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.once('connect', () => socket.write(bytes));
    setTimeout(() => socket.destroy(), 300);
  });
}

/** `n` bytes of a fixed pseudo-random sequence. */
function noise(n: number, seed: number): Buffer {
  const random = seededBelow(seed);
  return Buffer.from(Array.from({ length: n }, () => random(256)));
}

t.test(
  'garbage on every socket, oversized messages and impossible mixes: refused clearly, and nobody else hears it',
  async (t) => {
    const wav = `${t.testdir()}/counting.wav`;
    countingWav(wav);
    const box = await Box.start(['--source', `wav:${wav}`]);
    t.teardown(() => box.kill());
    const device = await box.join('listener');
    const controller = await Controller.connect(box, device);
    await controller.set([
      { p: 'gain', ch: 0, v: 1 },
      { p: 'pan', ch: 0, v: -1 },
      { p: 'on', ch: 1, v: false },
    ]);
    const listener = new WebListener(box, device);
    await listener.opened;
    await sleep(600);
    const judge = new CountingJudge();
    const still = new Stillness();
    listener.onPacket = (packet) =>
      judge.take(packet.first, packet.flags, packet.frames, (i) => packet.samples[2 * i]!);

    await t.test('garbage on each socket', async () => {
      for (const port of [box.webPort, box.audioPort, box.nativePort, box.mqttPort]) {
        for (let seed = 1; seed <= 5; seed++) await throwAt(port, noise(2000 * seed, seed));
        await throwAt(port, 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n');
        await throwAt(port, Buffer.alloc(300_000, 0x41));
      }
    });

    await t.test('invalid audio requests get a status and an error that names the field', async (t) => {
      const other = await box.join('other');
      for (const [query, status, path] of [
        [{ frames: '127' }, 400, 'frames'],
        [{ frames: '1921' }, 400, 'frames'],
        [{ frames: '480.5' }, 400, 'frames'],
        [{ frames: 'many' }, 400, 'frames'],
        [{ token: 'wrong' }, 401, undefined],
        [{ token: '' }, 401, undefined],
        [{ device: 'nobody-knows-it' }, 401, undefined],
        [{ mix: device.uuid }, 403, undefined],
      ] as const) {
        const search = new URLSearchParams({ device: other.uuid, token: other.token, ...query });
        const answer = await upgradeAnswer(`ws://127.0.0.1:${box.audioPort}/audio?${search}`);
        t.equal(answer.status, status, `${JSON.stringify(query)}: ${answer.body}`);
        const error = (JSON.parse(answer.body) as { error: { code: string; message: string; path?: string } }).error;
        t.ok(error.code && error.message, answer.body);
        if (path) t.match(answer.body, path);
      }
    });

    await t.test('impossible mixes are refused by field and change nothing', async (t) => {
      const before = await box.json(`/api/devices/${device.uuid}/mix`, { token: device.token });
      for (const set of [
        [{ p: 'gain', ch: 64, v: 1 }],
        [{ p: 'gain', ch: 2, v: 1 }],
        [{ p: 'gain', ch: -1, v: 1 }],
        [{ p: 'gain', ch: 0, v: 4.01 }],
        [{ p: 'gain', ch: 0, v: '1' }],
        [{ p: 'gain', ch: 0, v: null }],
        [{ p: 'pan', ch: 0, v: 1.5 }],
        [{ p: 'volume', ch: 0, v: 1 }],
        [{ p: 'master', v: -1 }],
        [{ p: 'gain', v: 1 }],
        [
          { p: 'gain', ch: 0, v: 0.1 },
          { p: 'mute', ch: 0, v: 1 },
        ],
        [],
      ]) {
        const reply = await controller.set(set);
        t.equal(reply.ok, false, JSON.stringify(set));
        t.ok(reply.code && reply.message, JSON.stringify(reply));
      }
      t.strictSame(await box.json(`/api/devices/${device.uuid}/mix`, { token: device.token }), before);
    });

    await t.test('HTTP bodies that are too large, not JSON or of another shape', async (t) => {
      for (const [body, status] of [
        ['{', 400],
        ['[]', 400],
        ['{"name":5}', 400],
        [`{"name":"${'x'.repeat(3_000_000)}"}`, 413],
      ] as const) {
        const response = await box.fetch('/api/join', { method: 'POST', body });
        t.equal(response.status, status, body.slice(0, 20));
        t.match(await response.json(), { error: { code: String, message: String } });
      }
    });

    await t.test('oversized and invalid messages of listeners', async () => {
      const other = await box.join('talker');
      for (const message of ['{', 'null', '{"t0":"x"}', noise(500, 9), 'x'.repeat(2_000_000)]) {
        const talker = new WebListener(box, other);
        await talker.opened;
        talker.socket.send(message);
        await sleep(50);
        talker.close();
        await talker.closed;
      }
    });

    await sleep(500);
    t.ok(judge.frames > 0, `${judge.frames} frames heard meanwhile`);
    still.end();
    heardWhole(t, 'meanwhile', judge, still);
    t.equal((await box.stop()).code, 0);
  },
);

/** The HTTP answer to an upgrade that is refused. */
function upgradeAnswer(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on('error', () => undefined);
    socket.once('open', () => {
      socket.terminate();
      resolve({ status: 101, body: '{"error":{}}' });
    });
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.once('end', () => resolve({ status: response.statusCode!, body }));
      response.once('error', reject);
    });
  });
}
