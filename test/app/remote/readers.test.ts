/** What the bytes of a MIDI cable and of a keyboard mean for the setlist. */
import t from 'tap';
import { KeyPresses } from '../../../src/app/remote/key-presses.js';
import { ProgramChanges } from '../../../src/app/remote/program-changes.js';
import { stepOfKey, stepOfProgram } from '../../../src/app/remote/song-steps.js';
import { inputEvents } from './input-events.js';

t.test('program changes of any channel, whatever is between them', async (t) => {
  for (const [bytes, programs] of [
    [[0xc0, 5], [5]],
    [
      [0xcf, 0, 0xc3, 127],
      [0, 127],
    ],
    // Running status: more programs without a new status byte.
    [
      [0xc0, 1, 2, 3],
      [1, 2, 3],
    ],
    // Clock and active sensing stand anywhere.
    [[0xf8, 0xc0, 0xfe, 7, 0xf8], [7]],
    // Notes, controllers and bends are none.
    [[0x90, 60, 100, 64, 100, 0xb0, 1, 2, 0xe0, 0, 64], []],
    // Nor is what a system message carries, and it ends the running status.
    [[0xc0, 4, 0xf0, 1, 2, 3, 0xf7, 9], [4]],
    [[0xc0, 4, 0xf3, 9], [4]],
    // Data without a status: the cable was plugged in halfway.
    [[1, 2, 3], []],
  ] as const) {
    t.same(new ProgramChanges().take(Uint8Array.from(bytes)), programs, bytes.join(' '));
    const slowly = new ProgramChanges();
    t.same(
      bytes.flatMap((byte) => slowly.take(Uint8Array.of(byte))),
      programs,
      'byte by byte',
    );
  }
});

t.test('pressed keys, not released or repeated ones; in any pieces, of both layouts', async (t) => {
  const PAGE_DOWN = 109;
  for (const arch of ['x64', 'arm64', 'arm'] as const) {
    const bytes = inputEvents(
      [
        { type: 4, code: 4, value: 0x7004e },
        { type: 1, code: PAGE_DOWN, value: 1 },
        { type: 0, code: 0, value: 0 },
        { type: 1, code: PAGE_DOWN, value: 2 },
        { type: 1, code: PAGE_DOWN, value: 0 },
        { type: 1, code: 59, value: 1 },
      ],
      arch,
    );
    for (const piece of [1, 7, 24, 1000]) {
      const keys = new KeyPresses(arch);
      const codes: number[] = [];
      for (let at = 0; at < bytes.length; at += piece) codes.push(...keys.take(bytes.subarray(at, at + piece)));
      t.same(codes, [PAGE_DOWN, 59], `${arch}, ${piece} bytes at a time`);
    }
  }
});

t.test('keys and programs step or choose a song', async (t) => {
  t.same([104, 103, 105].map(stepOfKey), ['previous', 'previous', 'previous']);
  t.same([109, 108, 106].map(stepOfKey), ['next', 'next', 'next']);
  t.same([59, 68, 87, 88].map(stepOfKey), [0, 9, 10, 11], 'F1, F10, F11, F12');
  for (const other of [1, 28, 30, 57, 272]) t.equal(stepOfKey(other), undefined, 'Esc, Enter, A, space, a mouse');
  t.same([0, 12, 125, 126, 127].map(stepOfProgram), [0, 12, 125, 'previous', 'next']);
});
