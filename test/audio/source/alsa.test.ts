import { rmSync } from 'node:fs';
import t from 'tap';
import { RING_OFFSET } from '../../../src/audio/engine-layout.js';
import { ringHeader } from '../../../src/audio/engine-memory.js';
import { RING_CAPACITY, RING_HEADER_BYTES, RingWord } from '../../../src/audio/ring/ring-layout.js';
import { alsaMissing, describeAlsa, listCaptureDevices, openAlsa } from '../../../src/audio/source/alsa.js';
import { describeSource } from '../../../src/audio/source/describe-source.js';
import { openSource } from '../../../src/audio/source/open-source.js';
import { alsaFolder, record, type SampleFormat } from './alsa-devices.js';
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

  t.test('the contract of sources, on ALSA’s null with all 64 channels', async (t) => {
    const description = await describeSource('alsa:null');
    t.match(description, { spec: 'alsa:null', kind: 'alsa', label: 'null', sampleRate: 48_000 });
    t.equal(description.channels.length, 64);
    t.same(description.channels[1]!.name, 'Input 2');
    await sourceContract(t, (options) => openSource(description, options));
  });

  t.test('a device that cannot be used is refused by name, with what to do', async (t) => {
    for (const [spec, code, message] of [
      ['alsa:', 'bad-source', /alsa:hw:CARD=X18/],
      ['alsa:nonsense', 'alsa-open', /^nonsense is not there \(arecord -L/],
      ['alsa:hw:CARD=Nobody,DEV=0', 'alsa-open', /^hw:CARD=Nobody,DEV=0 is not there/],
      ['alsa:elsewhere', 'alsa-open', /^elsewhere is not there/],
    ] as const) {
      t.throws(() => describeAlsa(spec), { name: 'AudioError', code, message }, spec);
    }
  });

  t.test('a source that changed since it was described is refused', async (t) => {
    const description = await describeSource('alsa:null');
    const changed = { ...description, sampleRate: 96_000 };
    await t.rejects(openSource(changed, contractOptions()), { code: 'alsa-rate', message: /96000/ });
    const more = { ...description, channels: [...description.channels, ...description.channels] };
    await t.rejects(openSource(more, contractOptions()), { code: 'alsa-format', message: /64 inputs now; 128/ });
  });

  t.test('the machine’s cards can be listed, whether it has any or not', async (t) => {
    for (const device of listCaptureDevices()) t.match(device, { device: /^hw:CARD=/, kind: String });
  });
}

t.test('auto always finds something, and says in one line why it is not a sound card', async (t) => {
  const said: string[] = [];
  const description = await describeSource('auto', (line) => said.push(line));
  t.equal(said.length, description.kind === 'alsa' ? 0 : 1);
  for (const line of said) t.match(line, /^no sound card .*: the demo band plays$/);
});
