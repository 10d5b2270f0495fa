/**
 * The rest of a rehearsal: faders over one MQTT client per device, pages that are loaded, presets and sessions that are
 * made and deleted.
 *
 *     crew <web port> <devices as JSON> <moves a second>
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LeanClient } from '../../bench/lean-client.js';
import { request } from '../attack/flood.js';

export interface CrewReport {
  readonly type: 'crew';
  readonly moves: number;
  readonly confirmed: number;
  readonly pages: number;
  readonly commands: number;
  /** What was refused or lost, and how often. */
  readonly faults: Readonly<Record<string, number>>;
}

const [portText, devicesText, perSecond] = process.argv.slice(2);
const port = Number(portText);
const devices = JSON.parse(devicesText!) as { uuid: string; token: string }[];
const aim = { host: '127.0.0.1', webPort: port, audioPort: 0, nativePort: 0, mqttPort: 0, addresses: [] };
const counts = { moves: 0, confirmed: 0, pages: 0, commands: 0 };
const faults: Record<string, number> = {};
const fault = (what: string): void => {
  faults[what] = (faults[what] ?? 0) + 1;
};

async function fader(device: { uuid: string; token: string }, number: number): Promise<void> {
  const client = await LeanClient.connect(port, device);
  client.onAck = () => void counts.confirmed++;
  await client.subscribe(
    `sb/1/reply/${device.uuid}`,
    `sb/1/mix/${devices[(number + 1) % devices.length]!.uuid}/delta`,
    'sb/1/devices/#',
  );
  let step = number * 1000;
  const move = (): void => {
    step++;
    counts.moves++;
    const set = [{ p: 'gain', ch: step % 8, v: (step % 4000) / 1000 }];
    client.publish(`sb/1/cmd/mix/${device.uuid}`, JSON.stringify({ op: `c${step}`, set, gesture: `g${step >> 6}` }));
  };
  const everyMs = (1000 * devices.length) / Number(perSecond);
  setTimeout(() => setInterval(move, everyMs), (everyMs * number) / devices.length);
}

/** The answer's JSON, if the status is good. `refusal`: a status that counts as an answer too. */
async function command(
  number: number,
  topic: string,
  payload: object,
  refusal?: string,
): Promise<Record<string, unknown> | undefined> {
  const { token } = devices[number % devices.length]!;
  const answer = await request(aim, 'POST', '/api/command', { token, body: JSON.stringify({ topic, ...payload }) });
  counts.commands++;
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer ?? '')?.[1] ?? 'no answer';
  if (status !== '200') {
    if (status !== refusal) fault(`${topic.split('/')[0]} ${status}`);
    return undefined;
  }
  return JSON.parse(answer!.slice(answer!.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;
}

async function household(): Promise<void> {
  for (let n = 0; ; n++) {
    const { uuid } = devices[n % devices.length]!;
    const page = await request(aim, 'GET', '/');
    if (page?.startsWith('HTTP/1.1 200')) counts.pages++;
    else fault('page');
    for (const [, file] of (page ?? '').matchAll(/(?:src|href)="(\/?[\w./-]+\.(?:js|css))"/g))
      await request(aim, 'GET', file!.startsWith('/') ? file! : `/${file}`);
    const preset = await command(n, `preset/${uuid}`, { action: 'save', name: `Preset ${n}` });
    if (preset) {
      await command(n, `preset/${uuid}`, { action: 'recall', id: preset.id });
      await command(n, `preset/${uuid}`, { action: 'delete', id: preset.id });
    }
    const session = await command(n, 'session', { action: 'create', name: `Session ${n}` });
    if (session) {
      await command(n + 1, `session/${String(session.id)}`, { action: 'join' });
      await command(n + 1, `session/${String(session.id)}`, { action: 'message', text: 'louder' });
      await command(n, `session/${String(session.id)}`, { action: 'close' });
    }
    // On a slow machine this device may not have moved anything yet, or another device has moved it since.
    await command(n, `history/${uuid}`, { action: 'undo' }, '409');
    await sleep(1000);
  }
}

process.on('message', () => process.send!({ type: 'crew', ...counts, faults } satisfies CrewReport));
process.on('disconnect', () => process.exit(0));
for (const [number, device] of devices.entries()) await fader(device, number);
process.send!({ type: 'playing' });
await household();
