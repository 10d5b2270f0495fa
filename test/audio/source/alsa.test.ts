import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { RING_OFFSET } from '../../../src/audio/shared/engine-layout.js';
import { ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RING_CAPACITY, RING_HEADER_BYTES, RingWord } from '../../../src/audio/shared/ring-layout.js';
import { alsaMissing, describeAlsa, listCaptureDevices, openAlsa } from '../../../src/audio/source/alsa.js';
import { describeSource } from '../../../src/audio/source/describe-source.js';
import { openSource } from '../../../src/audio/source/open-source.js';
import { alsaFolder, pipe, record, type SampleFormat } from './alsa-devices.js';
import { contractOptions, sourceContract } from './source-contract.js';

t.teardown(() => rmSync(alsaFolder, { recursive: true }));

const FORMATS: readonly SampleFormat[] = ['S32_LE', 'S24_3LE', 'S24_LE', 'FLOAT_LE', 'S16_LE'];
const ACCESSES = ['mmap-interleaved', 'mmap-noninterleaved', 'readi'] as const;
const FRAMES = 2500;

if (alsaMissing() !== '') {
  t.plan(0, alsaMissing());
} else {
  t.test('capture from ALSA is sample-exact in every format, access and number of channels', async (t) => {
    for (const format of FORMATS) {
      for (const access of ACCESSES) {
        for (const channels of [1, 2, 18, 64]) {
          const wanted = record(format, channels, FRAMES);
          const restrictions = { format, access, channels };
          const description = describeAlsa('alsa:recording', restrictions);
          const options = contractOptions();
          const ring = ringHeader(options.memory);
          const source = await openAlsa(description, options, restrictions);
          source.start();
          while (ring[RingWord.WRITE_POS]! < FRAMES) source.wait(FRAMES);
          await source.close();
          const lanes = new Float32Array(options.memory.buffer, RING_OFFSET + RING_HEADER_BYTES, 64 * RING_CAPACITY);
          let wrong = 0;
          for (let i = 0; i < wanted.length; i++) {
            if (lanes[(i % channels) * RING_CAPACITY + Math.floor(i / channels)] !== wanted[i]) wrong++;
          }
          t.equal(wrong, 0, `${format} ${access} ${channels}`);
          t.equal(description.channels.length, channels);
          t.equal(ring[RingWord.XRUNS], 0);
        }
      }
    }
  });

  t.test('the contract of sources, on a recording', async (t) => {
    record('S32_LE', 8, 20_000);
    const restrictions = { channels: 8 };
    const description = describeAlsa('alsa:recording', restrictions);
    await sourceContract(t, (options) => openAlsa(description, options, restrictions));
  });

  t.test('the contract of sources, on ALSA’s null device, which has any number of inputs: two are taken', async (t) => {
    const said: string[] = [];
    const description = await describeSource('alsa:null', (line) => said.push(line));
    t.match(description, { spec: 'alsa:null', kind: 'alsa', label: 'null', sampleRate: 48_000 });
    t.equal(description.channels.length, 2);
    t.same(description.channels[1]!.name, 'Input 2');
    t.same(said, ['null offers any number of inputs: 2 are taken']);
    await sourceContract(t, (options) => openSource(description, options));
  });

  t.test('a plug has the inputs of the device behind it, however it is named', async (t) => {
    record('S32_LE', 2, 2_000);
    for (const device of ["plug:'two_inputs'", 'plug:two_inputs', 'plugged', 'routed', 'named', 'two_inputs']) {
      const said: string[] = [];
      t.equal(describeAlsa(`alsa:${device}`, {}, (line) => said.push(line)).channels.length, 2, device);
      t.same(said, [], device);
    }
    t.equal(describeAlsa('alsa:plug:null').channels.length, 2);
  });

  t.test('memory that a device never wrote plays as silence', async (t) => {
    const filth = () =>
      Array.from({ length: 50 }, () => Buffer.allocUnsafeSlow(8_000 + Math.random() * 60_000).fill(0x5a));
    for (const access of [undefined, ...ACCESSES]) {
      for (const device of ['null', 'plug:null']) {
        filth();
        const restrictions = access === undefined ? {} : { access };
        const options = contractOptions();
        const source = await openAlsa(describeAlsa(`alsa:${device}`, restrictions), options, restrictions);
        const lanes = new Float32Array(options.memory.buffer, RING_OFFSET + RING_HEADER_BYTES, 2 * RING_CAPACITY);
        source.start();
        for (const frames of [2_000, 6_000]) {
          while (ringHeader(options.memory)[RingWord.WRITE_POS]! < frames) source.wait(frames);
          t.ok(
            lanes.every((x) => x === 0),
            `${device} ${access}`,
          );
        }
        await source.close();
      }
    }
  });

  t.test('a recording that ended is silent and does not repeat its last moments', async (t) => {
    record('S32_LE', 2, FRAMES);
    const options = contractOptions();
    const source = await openAlsa(describeAlsa('alsa:recording'), options);
    source.start();
    while (ringHeader(options.memory)[RingWord.WRITE_POS]! < 12_000) source.wait(12_000);
    await source.close();
    const lane = new Float32Array(options.memory.buffer, RING_OFFSET + RING_HEADER_BYTES, RING_CAPACITY);
    t.ok(lane.subarray(0, FRAMES).some((x) => x !== 0));
    t.ok(lane.subarray(FRAMES, 12_000).every((x) => x === 0));
  });

  t.test(
    'a device that does not answer is refused, and a device that blocks its thread does not block the end',
    async (t) => {
      t.throws(() => describeAlsa('alsa:pipe'), { code: 'alsa-open', message: /^pipe does not answer/ });
      // Whatever hung in the open above, and the source below, find a writer now.
      const writer = openSync(pipe, constants.O_RDWR);
      t.teardown(() => closeSync(writer));
      writeSync(writer, Buffer.alloc(8 * 1_000));
      const restrictions = { channels: 2, format: 'S32_LE' } as const;
      const description = describeAlsa('alsa:pipe', restrictions);
      writeSync(writer, Buffer.alloc(8 * 1_000));
      const options = contractOptions();
      const ring = ringHeader(options.memory);
      const source = await openAlsa(description, options, restrictions);
      source.start();
      source.wait(100);
      await source.close();
      t.equal(source.state, 'closed');
      const position = ring[RingWord.WRITE_POS];
      writeSync(writer, Buffer.alloc(8 * 4_000, 0x33));
      await sleep(100);
      t.equal(ring[RingWord.WRITE_POS], position, 'nothing is written any more');
      t.equal(source.state, 'closed');
    },
  );

  t.test('a device that cannot be used is refused by name, with what to do', async (t) => {
    for (const [spec, code, message] of [
      ['alsa:', 'bad-source', /alsa:hw:CARD=X18/],
      ['alsa:nonsense', 'alsa-open', /^nonsense is not there \(arecord -L/],
      ['alsa:hw:CARD=Nobody,DEV=0', 'alsa-open', /^hw:CARD=Nobody,DEV=0 is not there/],
      ['alsa:elsewhere', 'alsa-open', /^elsewhere is not there/],
    ] as const) {
      t.throws(() => describeAlsa(spec), { name: 'CodedError', code, message }, spec);
    }
  });

  t.test('a source that changed since it was described is refused', async (t) => {
    const description = await describeSource('alsa:null');
    const changed = { ...description, sampleRate: 96_000 };
    await t.rejects(openSource(changed, contractOptions()), { code: 'alsa-rate', message: /96000/ });
    const [input] = description.channels;
    const more = { ...description, channels: Array.from({ length: 65 }, () => input!) };
    await t.rejects(openSource(more, contractOptions()), { code: 'alsa-format', message: /64 inputs now; 65/ });
  });

  t.test('the machine’s cards can be listed, even if there are none', async (t) => {
    for (const device of listCaptureDevices()) t.match(device, { device: /^hw:CARD=/, kind: String });
  });
}

t.test('auto always finds a source, and explains in one line why it is not a sound card', async (t) => {
  const said: string[] = [];
  const description = await describeSource('auto', (line) => said.push(line));
  t.equal(said.length, description.kind === 'alsa' ? 0 : 1);
  for (const line of said) t.match(line, /^no sound card .*: the demo band plays$/);
});
