/** Input from files, flags and the environment: recordings, settings, the store's own rows. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../../src/app/settings/settings.js';
import { environmentName, SETTINGS } from '../../../../src/app/settings/settings-table.js';
import { decodeFrames } from '../../../../src/audio/source/wav-decode.js';
import { parseWav } from '../../../../src/audio/source/wav-format.js';
import { CodedError } from '../../../../src/base/errors.js';
import { State } from '../../../../src/control/state/state.js';
import { loadState } from '../../../../src/control/store/loader.js';
import { changedBytes, noise } from '../bytes.js';
import type { ControlRig } from '../control-rig.js';
import { type Batch, type Door, Finding, type Input } from '../door.js';
import type { Random } from '../random.js';
import { anything, changed, type Json, TEXTS, textOf } from '../values.js';

/** A whole recording: header, perhaps other chunks, some sound. */
function recording(random: Random): Buffer {
  const chunk = (id: string, body: Buffer, size = body.length): Buffer => {
    const head = Buffer.alloc(8);
    head.write(id, 0, 'latin1');
    head.writeUInt32LE(size % 2 ** 32, 4);
    return Buffer.concat([head, body, ...(body.length % 2 === 1 && !random.once(3) ? [Buffer.alloc(1)] : [])]);
  };
  const bytes = random.pick([2, 3, 4, 4, 8]);
  const channels = random.pick([1, 2, 2, 16, 64, 65, 0, 0xffff]);
  const fmt = Buffer.alloc(random.pick([16, 16, 18, 40, 14]));
  const put = (value: number, at: number, width: 2 | 4) => {
    if (at + width <= fmt.length) fmt.writeUIntLE(value % 2 ** (8 * width), at, width);
  };
  put(fmt.length >= 40 ? 0xfffe : random.pick([1, 1, 3, 6, 0x55]), 0, 2);
  put(channels, 2, 2);
  put(random.pick([44_100, 48_000, 48_000, 96_000, 0, 0xffff_ffff]), 4, 4);
  put(channels * bytes, 12, 2);
  put(bytes * 8, 14, 2);
  put(1, 24, 2);
  const sound = noise(random, random.few(800));
  const size = random.pick([sound.length, sound.length, 0, 0xffff_ffff, 0x8000_0000, sound.length + 44, random.next()]);
  const parts = [chunk('fmt ', fmt), chunk('data', sound, size)];
  for (let i = random.few(6); i > 0; i--)
    parts.splice(
      random.below(parts.length + 1),
      0,
      chunk(
        random.pick(['LIST', 'bext', 'JUNK', 'ds64', 'fact', 'data']),
        noise(random, random.few(60)),
        random.once(6) ? random.next() : undefined,
      ),
    );
  const body = Buffer.concat(parts);
  return Buffer.concat([
    chunk(random.pick(['RIFF', 'RIFF', 'RF64', 'BW64']), Buffer.from('WAVE'), body.length + 4).subarray(0, 12),
    body,
  ]);
}

class WavBatch implements Batch {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  make(): Buffer {
    const bytes = recording(this.#random);
    return this.#random.once(3) ? bytes : changedBytes(this.#random, bytes);
  }
  feed(input: Input): void {
    const file = input as Buffer;
    let looks = 0;
    try {
      const format = parseWav('song.wav', file.length, (offset, length) => {
        looks++;
        if (!(offset >= 0 && length >= 0 && length <= 65_536))
          throw new Finding(`${length} bytes at ${offset} are read`);
        return new Uint8Array(file.subarray(offset, offset + length));
      });
      const { channels, frames, frameBytes, dataOffset, sampleFormat } = format;
      if (!(frames > 0 && dataOffset + frames * frameBytes <= file.length))
        throw new Finding(`${frames} frames at ${dataOffset} in ${file.length} bytes`);
      const some = Math.min(frames, 64);
      const lanes = Array.from({ length: Math.min(channels, 64) }, () => new Float32Array(some));
      decodeFrames(
        sampleFormat,
        new DataView(file.buffer, file.byteOffset + dataOffset, some * frameBytes),
        channels,
        some,
        lanes,
        0,
      );
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
    if (looks > 5000) throw new Finding(`${looks} looks into ${file.length} bytes`);
  }
}

class SettingsBatch implements Batch {
  readonly #random: Random;
  readonly #folder: string;
  constructor(random: Random, folder: string) {
    this.#random = random;
    this.#folder = folder;
  }
  make(): Input {
    const random = this.#random;
    const value = () => (random.once(2) ? random.pick(TEXTS) : String(anything(random, 0)).slice(0, 5000));
    const argv: string[] = [];
    for (let i = random.few(8); i > 0; i--) {
      const { name } = random.pick(SETTINGS);
      const flag = random.once(8) ? `--${random.pick(TEXTS)}` : `--${random.once(20) ? name.slice(1) : name}`;
      argv.push(...(random.once(2) ? [`${flag}=${value()}`] : random.once(4) ? [flag] : [flag, value()]));
    }
    const env: Record<string, string> = {};
    for (let i = random.few(4); i > 0; i--)
      env[random.once(8) ? `STAGEBOX_${value()}` : environmentName(random.pick(SETTINGS).name)] = value();
    const good = Object.fromEntries(
      SETTINGS.flatMap((row) => (row.default === undefined || random.once(2) ? [] : [[row.name, row.default as Json]])),
    );
    const file = random.once(3)
      ? undefined
      : random.once(10)
        ? noise(random, random.few(400)).toString('latin1')
        : textOf(random, random.once(3) ? (good as Json) : changed(random, good as Json));
    return { argv, env, file };
  }
  feed(input: Input): void {
    const { argv, env, file } = input as { argv: string[]; env: Record<string, string>; file?: string };
    const named = join(this.#folder, 'named.json');
    const all = [...argv];
    if (file !== undefined) {
      // The file named by a flag, or the box's own.
      const own = file.length % 2 === 0;
      writeFileSync(own ? join(this.#folder, 'settings.json') : named, file);
      all.push(own ? `--data-dir=${this.#folder}` : `--settings-file=${named}`);
    }
    const result = readSettings({ argv: all, env });
    for (const row of SETTINGS) {
      const value = result.settings.values.get(row.name);
      const { type } = row;
      if (
        value !== undefined &&
        (type.kind === 'integer' || type.kind === 'number') &&
        !(Number(value) >= type.min && Number(value) <= type.max)
      )
        throw new Finding(`${row.name} became ${String(value)}`);
    }
    if (!result.ok && result.faults.some((line) => line.trim() === '')) throw new Finding('a fault without words');
  }
}

class RowsBatch implements Batch {
  readonly #random: Random;
  readonly #rows: readonly [string, Json][];
  constructor(random: Random, pristine: string) {
    this.#random = random;
    this.#rows = Object.entries((JSON.parse(pristine) as { rows: Record<string, Json> }).rows);
  }
  make(): Input {
    const random = this.#random;
    const rows = Array.from({ length: 1 + random.few(12) }, () => {
      const [key, row] = random.pick(this.#rows);
      return [
        random.once(12) ? random.pick(TEXTS) : random.once(12) ? `${key.split('/')[0]}/${random.pick(TEXTS)}` : key,
        changed(random, row),
      ];
    });
    return textOf(random, rows as Json);
  }
  feed(input: Input): void {
    let rows: [string, unknown][];
    try {
      rows = JSON.parse(input as string) as [string, unknown][];
      if (!Array.isArray(rows) || !rows.every((row) => Array.isArray(row) && typeof row[0] === 'string')) return;
    } catch {
      return;
    }
    const state = new State();
    loadState(state, rows, () => 'epoch');
    const { rev } = state.meta;
    if (!Number.isSafeInteger(rev) || rev < 0) throw new Finding(`revision ${rev}`);
  }
}

export const fileDoors = (rig: () => Promise<ControlRig>): Door[] => [
  { name: 'wav', about: 'WAV files', share: 70, inputsPerBatch: 4000, begin: (random) => new WavBatch(random) },
  {
    name: 'settings',
    about: 'flags, environment, the settings file (the box’s own, and a named one)',
    share: 30,
    inputsPerBatch: 1000,
    begin: (random) => new SettingsBatch(random, settingsFolder()),
  },
  {
    name: 'rows',
    about: 'rows of the store',
    share: 30,
    inputsPerBatch: 2000,
    begin: async (random) => new RowsBatch(random, (await rig()).pristine),
  },
];

let made: string | undefined;
/** One for the whole process; removed with the run's folder. */
function settingsFolder(): string {
  made ??= mkdtempSync(join(process.env.FUZZ_FOLDER ?? tmpdir(), 'settings-'));
  return made;
}
