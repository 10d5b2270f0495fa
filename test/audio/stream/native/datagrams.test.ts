/** No datagram is so long that the network has to cut it, whatever stands in for the sound that was asked for. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { machineOpus } from '../../../addon/opus/machine-opus.js';
import { until } from '../../../harness/until.js';
import { FakeMixer } from '../fake-mixer.js';
import { Native3Ear } from './native3-client.js';

/** What fits one Ethernet frame beside the headers of IPv4 and UDP. */
const DATAGRAM_BYTES = 1472;

interface Case {
  readonly asked: Readonly<Record<string, unknown>>;
  readonly granted: Readonly<Record<string, unknown>>;
}

/** A client over UDP, and the length of its longest datagram. */
async function join(mixer: FakeMixer, name: string, audio: Readonly<Record<string, unknown>>) {
  const ear = await Native3Ear.join(mixer.nativePort, name, { ...audio, transport: 'udp' });
  const lengths: number[] = [];
  ear.udp.prependListener('message', (datagram: Buffer) => lengths.push(datagram.length));
  ear.hello();
  await ear.until('transport');
  return { ear, lengths };
}

async function play(mixer: FakeMixer, ear: Native3Ear, datagrams: number): Promise<void> {
  const goal = ear.sounds.length + datagrams;
  await until('packets came', async () => {
    for (let i = 0; i < 10; i++) {
      mixer.advance();
      await sleep(1);
    }
    return ear.sounds.length >= goal;
  });
}

// Without Opus.
const CASES: readonly Case[] = [120, 240, 480, 960].flatMap((asked) =>
  [0, 1, 2].flatMap((copies) => [
    {
      asked: { codec: 'opus', frames: asked, copies },
      granted: { codec: 'pcm', frames: asked === 960 ? 320 : 240, copies: 0, redundancy: 'none' },
    },
    {
      asked: { codec: 'opus', frames: asked, copies, format: 'float32' },
      granted: { codec: 'pcm', frames: asked <= 240 ? 178 : 160, copies: 0, redundancy: 'none' },
    },
  ]),
);
const PCM_CASES: readonly Case[] = [
  { asked: { frames: 173, copies: 1 }, granted: { frames: 173, copies: 1, redundancy: 'repeat' } },
  { asked: { frames: 355, redundancy: 'xor' }, granted: { frames: 355, copies: 0, redundancy: 'xor' } },
];

t.test('PCM in place of Opus over UDP: datagrams fit, no frame is missing, and what is granted is sent', async (t) => {
  const mixer = await FakeMixer.start(4, false);
  t.teardown(() => mixer.stop());
  for (const [i, { asked, granted }] of [...CASES, ...PCM_CASES].entries()) {
    const { ear, lengths } = await join(mixer, `n${i}`, asked);
    const what = JSON.stringify(asked);
    t.match(await ear.until('handshake_response'), { audio: granted }, what);
    await play(mixer, ear, 12);
    t.ok(Math.max(...lengths) <= DATAGRAM_BYTES, `${what}: at most ${Math.max(...lengths)} bytes`);
    t.same([ear.wrong, ear.missing(), ear.sounds.at(-1)!.frames], [0, [], granted.frames], what);
    t.match(
      (await mixer.stats()).find(({ device }) => device === `n${i}`),
      granted.copies === undefined ? {} : { copies: granted.copies },
    );
    ear.close();
  }
});

if (machineOpus() !== undefined)
  t.test('while a plan leads from form to form every datagram fits, too', async (t) => {
    const mixer = await FakeMixer.start();
    t.teardown(() => mixer.stop());
    const { ear, lengths } = await join(mixer, 'a', { frames: 357, adapt: true });
    t.teardown(() => ear.close());
    for (const plan of [
      { codec: 'opus', frames: 960, copies: 2 },
      { codec: 'pcm', frames: 960, copies: 0 },
      { codec: 'opus', frames: 480, copies: 1 },
      { codec: 'pcm', frames: 480, copies: 0 },
      { codec: 'opus', frames: 120, copies: 2 },
      { codec: 'pcm', frames: 240, copies: 0 },
    ] as const) {
      await play(mixer, ear, 10);
      mixer.service.receive({ type: 'plan', device: 'a', plan });
      await play(mixer, ear, 20);
      t.ok(Math.max(...lengths) <= DATAGRAM_BYTES, `${JSON.stringify(plan)}: at most ${Math.max(...lengths)} bytes`);
    }
    const sounds = ear.sounds.toSorted((a, b) => a.sequence - b.sequence);
    const torn = sounds.filter(({ first }, i) => i > 0 && first !== sounds[i - 1]!.first + sounds[i - 1]!.frames);
    t.same(torn, [], 'no frame is missing or comes twice');
    t.ok(new Set(sounds.map(({ flags }) => flags & 4)).size === 2, 'both codecs came');
  });
