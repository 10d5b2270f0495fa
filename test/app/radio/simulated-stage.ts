/**
 * A stage without a radio: phones at addresses of their own, an engine that sends what it is set to, and a report of
 * stations. Budget and reader are the real ones.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AirBudget, type AirEngine } from '../../../src/app/radio/air-budget.js';
import type { HeardListener } from '../../../src/app/radio/air-listeners.js';
import { RadioReader } from '../../../src/app/radio/radio-reader.js';
import type { AirAsking, AirRoom, ListenerEvent } from '../../../src/audio/engine-api.js';
import type { ListenerPlan } from '../../../src/audio/stream/sound-form.js';
import type { Standing } from '../../../src/base/places.js';
import { packetsOf, type SoundWay } from '../../../src/control/radio/sound-plan.js';
import type { NoteCode } from '../../../src/wire/note-codes.js';

/** A phone on the radio. */
export interface Phone {
  readonly device: string;
  /** As the driver reports it, for example `43.3 MBit/s VHT-MCS 4 short GI VHT-NSS 1`. */
  readonly bitrate: string;
  readonly transport?: SoundWay;
  readonly adapt?: boolean;
  readonly asked?: ListenerPlan;
  readonly standing?: Standing;
  /** Not on the radio. */
  readonly cable?: boolean;
}

const FIRST: ListenerPlan = { codec: 'opus', frames: 240, copies: 0 };

export class SimulatedStage {
  readonly reader: RadioReader;
  readonly budget: AirBudget;
  readonly notes: [code: NoteCode, message: string][] = [];
  /** Every change of what somebody gets. */
  readonly changes: [device: string, plan: ListenerPlan][] = [];
  opusMissing: string | undefined;
  nowMs = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'stage-'));
  readonly #phones = new Map<string, Phone>();
  readonly #numbers = new Map<string, number>();
  readonly #listeners = new Map<string, HeardListener>();
  #tell: (event: ListenerEvent) => void = () => undefined;

  /** `rtp`: pages that let the box choose get their sound by RTP. */
  constructor({ rtp = false, radio = true } = {}) {
    const file = join(this.#folder, 'radio-report');
    this.reader = new RadioReader({ file, everyMs: 3_600_000, uptimeS: () => this.nowMs / 1000 });
    this.budget = new AirBudget({
      reader: this.reader,
      standingOf: (device) => this.#phones.get(device)?.standing ?? 'newcomer',
      note: (code, message) => this.notes.push([code, message]),
      onFault: (_door, error) => {
        throw error;
      },
      nowMs: () => this.nowMs,
      everyMs: 3_600_000,
    });
    this.budget.attach(this.#engine());
    this.#radio = radio;
    this.#rtp = rtp;
  }
  readonly #radio: boolean;
  readonly #rtp: boolean;

  /** A second passes: the system reports, and the budget looks. */
  async second(): Promise<void> {
    this.nowMs += 1000;
    await this.settle();
  }

  /** The system reports, and the budget looks, with hardly any time passing. */
  async settle(): Promise<void> {
    this.nowMs += 10;
    // A look from before this report may still be running.
    await this.reader.look();
    if (this.#radio) writeFileSync(join(this.#folder, 'radio-report'), this.#report());
    await this.reader.look();
    await this.budget.look();
  }

  /** The phone joins the radio, or its link changes. */
  put(phone: Phone): void {
    this.#phones.set(phone.device, phone);
    if (!this.#numbers.has(phone.device)) this.#numbers.set(phone.device, this.#numbers.size + 1);
  }

  /** The phone asks for sound, and gets it if there is room. */
  listen(device: string): AirRoom {
    const { transport = 'websocket', adapt = true, asked = FIRST } = this.#phones.get(device)!;
    const address = this.address(device);
    const by: AirAsking['transport'] = transport === 'rtp' || transport === 'datachannel' ? 'websocket' : transport;
    const room = this.budget.admit({ kind: 'web', device, address, transport: by, adapt, ...asked });
    if (!room.ok) return room;
    for (const gone of room.displaced) this.leave(gone.device);
    this.#listeners.set(device, heardOf(device, asked, transport, adapt));
    this.#tell({ type: 'joined', device, mix: device, kind: 'web', address });
    return room;
  }

  leave(device: string): void {
    if (this.#listeners.delete(device)) this.#tell({ type: 'left', device, kind: 'web', reason: 'closed' });
  }

  address(device: string): string {
    return `192.168.77.${this.#numbers.get(device)}`;
  }

  /** What a device gets now. */
  planOf(device: string): ListenerPlan | undefined {
    const found = this.#listeners.get(device);
    if (found === undefined) return undefined;
    return { codec: found.codec === 'opus' ? 'opus' : 'pcm', frames: found.frames, copies: found.copies };
  }

  get listening(): number {
    return this.#listeners.size;
  }

  end(): void {
    this.budget.stop();
    this.reader.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #engine(): AirEngine {
    return {
      source: { sampleRate: 48_000 },
      stats: async () => ({
        listeners: [...this.#listeners.values()],
        opus: { missing: this.opusMissing },
        media: { state: this.#rtp ? 'ready' : 'off' },
      }),
      on: (tell) => {
        this.#tell = tell;
      },
      setListenerPlan: (device, plan) => {
        const { transport, adapt } = this.#listeners.get(device)!;
        if (!adapt) throw new Error(`${device} keeps what it asked for`);
        this.#listeners.set(device, heardOf(device, plan, transport, adapt));
        this.changes.push([device, plan]);
      },
    };
  }

  #report(): string {
    const onAir = [...this.#phones.values()].filter(({ cable }) => cable !== true);
    const macOf = (device: string) => `02:00:00:00:00:${this.#numbers.get(device)!.toString(16).padStart(2, '0')}`;
    const stations = onAir.map(
      ({ device, bitrate }) => `Station ${macOf(device)} (on wlan0)\n\ttx packets:\t1\n\ttx bitrate:\t${bitrate}\n`,
    );
    const neighbours = onAir.map(({ device }) => `${this.address(device)} lladdr ${macOf(device)} REACHABLE\n`);
    const uptime = (this.nowMs / 1000).toFixed(3);
    return `# uptime\n${uptime} 0.00\n# stations\n${stations.join('')}# neighbours\n${neighbours.join('')}# survey\n`;
  }
}

function heardOf(device: string, plan: ListenerPlan, transport: SoundWay, adapt: boolean): HeardListener {
  const { everyMs, bytes } = packetsOf(plan, transport);
  return { device, kind: 'web', transport, adapt, bytesPerSecond: (bytes / everyMs) * 1000, ...plan };
}
