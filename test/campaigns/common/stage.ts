/** A box that plays a counting recording, and devices whose mixes let it be checked sample by sample. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countingInputs, INPUTS } from '../../bench/native/ear.js';
import { Box, type Device } from '../../harness/box.js';
import { INSPECTED } from '../../harness/inspector.js';
import type { EarSpec, Place } from './ear.js';

export const STAGE_PIN = '424242';

export interface StageOptions {
  readonly flags?: readonly string[];
  /** The debugger's port is open, so that garbage can be collected before memory is read. */
  readonly inspected?: boolean;
}

export class Stage {
  readonly box: Box;
  readonly engineer: Device;
  readonly #folder: string;

  private constructor(box: Box, engineer: Device, folder: string) {
    [this.box, this.engineer, this.#folder] = [box, engineer, folder];
  }

  static async start({ flags = [], inspected = false }: StageOptions = {}): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'stagebox-campaign-'));
    const recording = join(folder, 'counting.wav');
    countingInputs(recording);
    const all = ['--source', `wav:${recording}`, '--engineer-pin', STAGE_PIN, ...flags];
    const box = await Box.start(all, { nodeFlags: inspected ? INSPECTED : [] });
    const engineer = await box.join('Desk', { uuid: 'campaign-desk' });
    await box.fetch('/api/engineer', {
      method: 'POST',
      token: engineer.token,
      body: JSON.stringify({ pin: STAGE_PIN }),
    });
    return new Stage(box, engineer, folder);
  }

  get pid(): number {
    return this.box.process.pid!;
  }

  place(host = '127.0.0.1'): Place {
    return { host, audioPort: this.box.audioPort, nativePort: this.box.nativePort };
  }

  /** A device whose left side is channel 0, unchanged. */
  async musician(uuid: string): Promise<Device> {
    const device = await this.box.join(uuid, { uuid });
    await this.command(device, `mix/${uuid}`, {
      set: [
        ...Array.from({ length: INPUTS - 1 }, (_, n) => ({ p: 'on', ch: n + 1, v: false })),
        { p: 'gain', ch: 0, v: 1 },
        { p: 'pan', ch: 0, v: -1 },
      ],
    });
    return device;
  }

  async command(device: Device, topic: string, payload: object): Promise<void> {
    const response = await this.box.fetch('/api/command', {
      method: 'POST',
      token: device.token,
      body: JSON.stringify({ topic, ...payload }),
    });
    if (!response.ok) throw new Error(`${topic}: ${response.status} ${await response.text()}`);
  }

  /** A listener of a kind, with its own place and mix. */
  async ear(kind: EarSpec['kind'], name: string, frames: number): Promise<EarSpec> {
    if (kind === 'raw') return { kind, name, uuid: name, token: '', frames, channels: [0, 1] };
    const { uuid, token } = await this.musician(name);
    return { kind, name, uuid, token, frames };
  }

  /** Everything it logged that may be its own fault. */
  errors(): string[] {
    return this.box.errors.filter((line) => !/debugger|Debugger|inspector/.test(line));
  }

  async stop(): Promise<{ code: number | null; signal: string | null }> {
    const end = await this.box.stop();
    rmSync(this.#folder, { recursive: true, force: true });
    return end;
  }
}
