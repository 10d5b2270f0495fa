/**
 * Fills what the box keeps up to a bound, as years of evenings do: each mix's history, the done commands, the presets
 * and the requests. What grows after that has no bound, or is code that the inputs had not reached yet.
 */
import { HISTORY_SLOTS } from '../../../src/control/mix/history.js';
import { MAX_ALL_REQUESTS, MAX_OWN_SESSIONS, MAX_PRESETS, MAX_REQUESTS } from '../../../src/wire/limits.js';
import { INPUTS } from '../../bench/native/ear.js';
import type { Device } from '../../harness/box.js';
import type { Stage } from '../common/stage.js';
import { nativePacket } from './native-input.js';
import { ANSWER_MS, NoAnswer, Wire } from './sockets/socket-door.js';

/**
 * `musicians` get presets, requests and sessions too; `natives` are clients without a token, which have a mix and its
 * history alone. The done commands are as many as the entries of a history. Throws what the box refuses.
 */
export async function fill(stage: Stage, musicians: readonly Device[], natives: readonly string[]): Promise<void> {
  for (const uuid of natives) await appear(stage, uuid);
  const requests = Math.min(MAX_REQUESTS, Math.floor(MAX_ALL_REQUESTS / musicians.length));
  await Promise.all([
    ...musicians.map(async (device) => {
      await history(stage, device, device.uuid);
      const preset = (n: number) => ({ action: 'save', name: `Quiet ${n}`, song: null });
      await repeat(MAX_PRESETS, (n) => stage.command(device, `preset/${device.uuid}`, preset(n)));
      const request = (n: number) => ({ action: 'ask', ch: n % INPUTS, p: 'gain', v: 1.2, text: 'more' });
      await repeat(requests, (n) => stage.command(device, `ask/${device.uuid}`, request(n)));
      await repeat(MAX_OWN_SESSIONS, (n) => stage.command(device, 'session', { action: 'create', name: `Band ${n}` }));
    }),
    ...natives.map((uuid) => history(stage, stage.engineer, uuid)),
  ]);
}

/** As many changes of a mix as its history keeps, each of one, two or three values. */
async function history(stage: Stage, by: Device, uuid: string): Promise<void> {
  await repeat(HISTORY_SLOTS, async (n) => {
    const values = Array.from({ length: 1 + (n % 3) }, (_, i) => ({
      p: ['gain', 'pan'][i % 2],
      ch: (n + i) % INPUTS,
      v: (n % 97) / 97,
    }));
    await stage.command(by, `mix/${uuid}`, { set: values });
  });
}

async function repeat(times: number, step: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; n < times; n++) await step(n);
}

/** A client without a token comes once, so that the box knows it. */
async function appear(stage: Stage, uuid: string): Promise<void> {
  const wire = new Wire(stage.box.nativePort, '127.0.0.1');
  const hello = { type: 'handshake', client_id: uuid, client_type: 'android', protocol_version: 2 };
  await wire.send(nativePacket(2, Buffer.from(JSON.stringify(hello))));
  const answered = await wire.until(() => wire.received > 0, ANSWER_MS);
  wire.destroy();
  if (!answered) throw new NoAnswer(`the hello of ${uuid}`);
}
