/** The kernel's `struct input_event` as a keyboard's device file has it. */

export interface InputEvent {
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

export function inputEvents(events: readonly InputEvent[], arch: string = process.arch): Buffer {
  const time = arch === 'arm' || arch === 'ia32' ? 8 : 16;
  return Buffer.concat(
    events.map(({ type, code, value }) => {
      const event = Buffer.alloc(time + 8, 0x55);
      event.writeUInt16LE(type, time);
      event.writeUInt16LE(code, time + 2);
      event.writeInt32LE(value, time + 4);
      return event;
    }),
  );
}

/** A key that is pressed and released. */
export const pressed = (code: number): Buffer =>
  inputEvents([
    { type: 1, code, value: 1 },
    { type: 0, code: 0, value: 0 },
    { type: 1, code, value: 0 },
    { type: 0, code: 0, value: 0 },
  ]);
