import type { ControlBox, Device } from './box.js';
import { ask, joinBox, joinEngineer, Link, startBox } from './box.js';

/** A box with two musicians and an engineer, all connected. */
export async function stage(t: { teardown(end: () => Promise<void>): void }) {
  const box = await startBox();
  const anna = await joinBox(box, 'Anna');
  const ben = await joinBox(box, 'Ben');
  const engineer = await joinEngineer(box);
  const a = await Link.open(box, anna);
  const b = await Link.open(box, ben);
  const e = await Link.open(box, engineer);
  t.teardown(async () => {
    await Promise.all([a.close(), b.close(), e.close()]);
    await box.stop();
  });
  return { box, anna, ben, engineer, a, b, e };
}

/** The mix as the box has it, read by `device`. */
export const mixOf = async (box: ControlBox, device: Device, uuid = device.uuid) =>
  (await ask(box, 'GET', `/api/devices/${uuid}/mix`, { token: device.token })).body;
/** A `set` of one gain. */
export const gain = (ch: number, v: number) => ({ set: [{ p: 'gain' as const, ch, v }] });
