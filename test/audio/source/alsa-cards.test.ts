import t from 'tap';
import type { CardFacts } from '../../../src/addon/capture/capture.js';
import { captureDevices, deviceForAuto, kindOf } from '../../../src/audio/source/alsa-cards.js';
import { isNetworkSource } from '../../../src/audio/source/network-source.js';

/** A card with one capture device per number of inputs. */
function card(id: string, inputs: readonly number[], facts: Partial<CardFacts> = {}): CardFacts {
  return {
    number: 0,
    id,
    driver: 'USB-Audio',
    name: id,
    longName: id,
    hasVideo: false,
    capture: inputs.map((count, device) => ({
      device,
      id: 'USB Audio',
      name: 'USB Audio',
      inputs: count,
      problem: '',
    })),
    ...facts,
  };
}

t.test('the kind of a capture device comes from its driver, its video function and its names', async (t) => {
  for (const [kind, facts] of [
    ['interface', { id: 'X18', name: 'X18/XR18', longName: 'BEHRINGER X18/XR18 at usb-1' }],
    ['interface', { id: 'UMC1820', name: 'UMC1820' }],
    ['interface', { id: 'PCH', driver: 'HDA-Intel', name: 'HDA Intel PCH' }],
    ['interface', { id: 'Dummy', driver: 'Dummy', name: 'Dummy' }],
    ['webcam', { id: 'Device', name: 'USB Device', hasVideo: true }],
    ['webcam', { id: 'C920', name: 'HD Pro Webcam C920' }],
    ['webcam', { id: 'StreamCam', name: 'Logitech StreamCam' }],
    ['webcam', { id: 'U0x46d0x825', name: 'USB Camera-B4.09.24.1' }],
    ['hdmi', { id: 'HDMI', name: 'HDA Intel HDMI' }],
    ['hdmi', { id: 'MS2109', name: 'USB3. 0 capture card', hasVideo: true }],
    ['hdmi', { id: 'vc4hdmi0', name: 'vc4-hdmi-0' }],
    ['loopback', { id: 'Loopback', driver: 'Loopback', name: 'Loopback' }],
  ] as const) {
    const facts_ = card(facts.id, [2], facts);
    t.equal(kindOf(facts_, facts_.capture[0]!), kind, facts.name);
  }
});

t.test('auto takes the interface with the most inputs, under its lasting name', async (t) => {
  const cards = [
    card('PCH', [2], { number: 0 }),
    card('Loopback', [32, 32], { number: 1, driver: 'Loopback' }),
    card('Camera', [4], { number: 2, hasVideo: true }),
    card('X18', [18], { number: 3, name: 'X18/XR18' }),
    card('MADI', [64], { number: 4 }),
  ];
  const [used] = cards.splice(4);
  t.same(deviceForAuto(captureDevices([...cards, used!])), {
    device: 'hw:CARD=MADI,DEV=0',
    label: 'MADI',
    inputs: 64,
    kind: 'interface',
    problem: '',
  });
  const busy = { ...used!, capture: [{ ...used!.capture[0]!, inputs: 0, problem: 'Device or resource busy' }] };
  t.equal(deviceForAuto(captureDevices([...cards, busy]))?.device, 'hw:CARD=X18,DEV=0', 'one in use counts as absent');
  t.equal(deviceForAuto(captureDevices(cards.slice(0, 3)))?.device, 'hw:CARD=PCH,DEV=0');
});

t.test('if there are only cameras, loops and players, auto takes none', async (t) => {
  t.equal(deviceForAuto([]), undefined);
  const none = [
    card('Camera', [2], { hasVideo: true }),
    card('Loopback', [32], { driver: 'Loopback' }),
    card('PCH', []),
  ];
  t.equal(deviceForAuto(captureDevices(none)), undefined);
});

t.test('devices of one card have different names; equal ones keep the order of the cards', async (t) => {
  const devices = captureDevices([card('A', [2, 2]), card('B', [2])]);
  t.same(
    devices.map(({ device, label }) => [device, label]),
    [
      ['hw:CARD=A,DEV=0', 'A, USB Audio'],
      ['hw:CARD=A,DEV=1', 'A, USB Audio'],
      ['hw:CARD=B,DEV=0', 'B'],
    ],
  );
});

t.test('names that a device invents are shown and never executed', async (t) => {
  const hostile = [
    card('X18', [18], { name: 'X18\' "raw"\r\nready http://evil/\u202e\u001b[2J' }),
    card('Blank', [16], { name: '\u200b\u202e' }),
    card("A',file:'|id", [14]),
    card('A,DEV=0', [12]),
    card('', [10]),
    card('ＸＩ', [8]),
    card('x'.repeat(16), [6]),
  ];
  const devices = captureDevices(hostile);
  t.same(
    devices.map(({ device, label }) => [device, label]),
    [
      ['hw:CARD=X18,DEV=0', 'X18\' "raw" ready http://evil/[2J'],
      ['hw:CARD=Blank,DEV=0', 'Blank'],
    ],
  );
  for (const { device } of devices) t.ok(isNetworkSource(`alsa:${device}`, []), 'what is listed may be chosen');
});
