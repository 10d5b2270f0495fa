import { once } from 'node:events';
import t from 'tap';
import { WebSocket } from 'ws';
import { createEngine } from '../../src/audio/engine.js';
import { describeSource } from '../../src/audio/source/describe-source.js';
import { machineOpus } from '../addon/opus/machine-opus.js';
import { until } from '../harness/until.js';
import { engineOptions, only, openDoor } from './engine-rig.js';

/** Codec, length and place of each packet, as the contract's byte table says. */
async function listener(port: number, query: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/audio?token=x&${query}`);
  const packets: { codec: number; frames: number; first: number; left: number[] }[] = [];
  socket.on('message', (data: Buffer) => {
    if (data[1] !== 0) return;
    const [codec, frames] = [data[2]!, data.readUInt16LE(6)];
    const left = codec === 0 ? Array.from({ length: frames }, (_, i) => data.readInt16LE(32 + i * 4)) : [];
    packets.push({ codec, frames, first: data.readDoubleLE(16), left });
  });
  await once(socket, 'open');
  return { socket, packets };
}

if (machineOpus() !== undefined) {
  t.test('a plan changes a listener that lets the box choose, while it plays, and no other', async (t) => {
    const mixes = new Map([['anna', only(3, 1, -1)]]);
    const engine = await createEngine(engineOptions(await describeSource('tones:8')), openDoor(mixes));
    t.teardown(() => engine.stop());
    const anna = await listener(engine.audioPort, 'device=anna&adapt=1&frames=256');
    const bert = await listener(engine.audioPort, 'device=bert&frames=256');
    const last = () => anna.packets.at(-1);
    for (const plan of [
      { codec: 'opus', frames: 240, copies: 2 },
      { codec: 'opus', frames: 960, copies: 1 },
      { codec: 'pcm', frames: 480, copies: 0 },
    ] as const) {
      const before = anna.packets.length;
      await until('it plays', () => anna.packets.length > before + 20);
      engine.setListenerPlan('anna', plan);
      engine.setListenerPlan('bert', plan);
      engine.setListenerPlan('nobody', plan);
      await until(
        'it follows',
        () => last()?.codec === (plan.codec === 'opus' ? 1 : 0) && last()!.frames === plan.frames,
      );
      const { listeners, opus } = await engine.stats();
      t.match(
        listeners.find(({ device }) => device === 'anna'),
        { ...plan, adapt: true, transport: 'websocket' },
      );
      t.match(
        listeners.find(({ device }) => device === 'bert'),
        { codec: 'pcm', frames: 256, adapt: false },
      );
      t.match(opus, { library: /^libopus/, encoders: plan.codec === 'opus' ? 1 : 0 });
    }
    const steady = anna.packets.length;
    await until('it plays on', () => anna.packets.length > steady + 10);
    const ends = anna.packets.map(({ first, frames }) => first + frames);
    t.ok(
      anna.packets.every(({ first }, i) => i === 0 || first === ends[i - 1]),
      'no frame is missing or comes twice',
    );
    t.ok(bert.packets.every(({ codec, frames }) => codec === 0 && frames === 256));
    // 1000 Hz repeats every 48 frames: each PCM packet goes on where the tone is.
    const tone = anna.packets.at(-1)!;
    const place = (n: number) => tone.left[(((n - tone.first) % 48) + 48) % 48]!;
    // Without the fade-in.
    const pcm = anna.packets.slice(30).filter(({ codec }) => codec === 0);
    t.ok(pcm.length > 10);
    for (const { first, left } of pcm) {
      const wrong = left.findIndex((x, i) => Math.abs(x - place(first + i)) > 1);
      if (wrong >= 0) t.fail(`frame ${first + wrong} is ${left[wrong]}, not ${place(first + wrong)}`);
    }
    for (const { socket } of [anna, bert]) socket.close();
  });

  t.test('a plan that is not allowed throws, and changes nothing', async (t) => {
    const engine = await createEngine(engineOptions(await describeSource('tones:2')), openDoor(new Map()));
    t.teardown(() => engine.stop());
    t.throws(() => engine.setListenerPlan('anna', { codec: 'opus', frames: 300, copies: 0 }), { code: 'bad-plan' });
  });
}
