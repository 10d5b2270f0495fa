import t from 'tap';
import type { MixAudio } from '../../src/audio/stream/native/mix-packet.js';
import { opusBitrate, opusBytes, type SoundForm } from '../../src/audio/stream/sound-form.js';
import { SoundDecoder } from '../../src/listen/sound-decoder.js';
import { machineOpus } from '../addon/opus/machine-opus.js';

const addon = machineOpus();

const tones = (n: number): number => Math.round(7000 * Math.sin(n * 0.0371) + 4000 * Math.sin(n * 0.0913));

function stereo(first: number, frames: number): Int16Array {
  const samples = new Int16Array(frames * 2);
  for (let i = 0; i < frames; i++) samples.fill(tones(first + i), 2 * i, 2 * i + 2);
  return samples;
}

/** Packets in the given forms, one after another, as a box makes them: the encoder knows the sound before. */
function packets(forms: readonly SoundForm[]): MixAudio[] {
  let encoder = addon!.createOpusEncoder(160_000, 2);
  let before: SoundForm | undefined;
  let first = 9_600;
  return forms.map(({ codec, frames }, sequence) => {
    const facts = { flags: 0, epoch: 1, frames, sequence, first, captureMs: (first + frames) / 48, sampleRate: 48_000 };
    const fresh = before?.codec !== codec || before.frames !== frames;
    const packet = new Uint8Array(codec === 'opus' ? opusBytes(frames) : 0);
    if (codec === 'opus') {
      if (fresh) {
        encoder = addon!.createOpusEncoder(opusBitrate(frames), 2);
        addon!.encodeOpus(encoder, stereo(first - frames, frames), frames, true, packet, packet.length);
      }
      addon!.encodeOpus(encoder, stereo(first, frames), frames, fresh, packet, packet.length);
    }
    before = { codec, frames };
    first += frames;
    const samples = codec === 'pcm' ? stereo(facts.first, frames) : new Int16Array(0);
    return { ...facts, codec, format: codec === 'pcm' ? 'int16' : undefined, samples, packet } as MixAudio;
  });
}

/** Left samples by frame; a frame that comes twice counts in `twice`. */
function heard(decoder: SoundDecoder, list: readonly MixAudio[]) {
  const left = new Map<number, number>();
  let twice = 0;
  for (const audio of list) {
    for (const { first, samples } of decoder.decode(audio)) {
      for (let i = 0; i < samples.length / 2; i++) {
        if (left.has(first + i)) twice++;
        else left.set(first + i, samples[2 * i]!);
      }
    }
  }
  return { left, twice };
}

/** Signal to noise of the frames that `wanted` names, dB. */
function snrDb(left: ReadonlyMap<number, number>, from: number, to: number, wanted = (_n: number) => true): number {
  let [sound, apart] = [0, 0];
  for (let n = from; n < to; n++) {
    if (!wanted(n)) continue;
    sound += tones(n) ** 2;
    apart += (left.get(n)! - tones(n)) ** 2;
  }
  return 10 * Math.log10(sound / apart);
}

const many = (codec: 'pcm' | 'opus', frames: number, count: number): SoundForm[] =>
  Array.from({ length: count }, () => ({ codec, frames }));

if (addon !== undefined) {
  t.test('over changes of codec and length every frame is there, in its place', async (t) => {
    const list = packets([
      ...many('pcm', 480, 4),
      ...many('opus', 240, 8),
      ...many('opus', 960, 4),
      ...many('opus', 120, 10),
      ...many('pcm', 240, 4),
    ]);
    const { left } = heard(new SoundDecoder(addon), list);
    const end = list.at(-1)!.first + 240;
    const opusEnd = list.findLast(({ codec }) => codec === 'opus')!;
    // The 2.5 ms before PCM are made up.
    const made = opusEnd.first;
    let missing = 0;
    for (let n = 9_600; n < end; n++) if (!left.has(n)) missing++;
    t.equal(missing, 0);
    const db = snrDb(left, 9_600, end, (n) => n < made || n >= made + 120);
    t.ok(db > 20, `${db.toFixed(1)} dB of signal to noise`);
  });

  t.test('a lost packet leaves its frames open, and the ones after it are right', async (t) => {
    const list = packets(many('opus', 240, 60));
    const lost = list[20]!;
    const { left, twice } = heard(
      new SoundDecoder(addon),
      list.filter((audio) => audio !== lost),
    );
    t.equal(twice, 0);
    let missing = 0;
    for (let n = 9_600; n < list.at(-1)!.first; n++) if (!left.has(n)) missing++;
    t.equal(missing, 240);
    t.notOk(left.has(lost.first), 'they are the lost packet’s, less the look-ahead');
    const db = snrDb(left, list[25]!.first, list.at(-1)!.first);
    t.ok(db > 20, `${db.toFixed(1)} dB of signal to noise`);
  });

  t.test('damaged and doubled packets add nothing, and are counted', async (t) => {
    const list = packets(many('opus', 240, 10));
    const decoder = new SoundDecoder(addon);
    heard(decoder, list);
    t.same(decoder.decode(list[3]!), [], 'an earlier packet again');
    t.same(decoder.decode({ ...list[9]!, first: list[9]!.first + 240, packet: new Uint8Array(0) }), []);
    t.same([decoder.takeDamaged(), decoder.takeDamaged()], [1, 0]);
  });

  t.test('without libopus only PCM sounds', async (t) => {
    const decoder = new SoundDecoder(undefined);
    const list = packets([...many('pcm', 240, 2), ...many('opus', 240, 2)]);
    const { left } = heard(decoder, list);
    t.equal(left.size, 480);
    t.equal(decoder.takeDamaged(), 2);
  });
}
