/**
 * ALSA as a source. A native thread writes the ring; this code starts it, waits for it and ends it. The native thread
 * handles everything that happens to the card (xruns, unplugging, return) and reports it in the ring's header.
 */

import type { CaptureOptions, Captures, OpenedCapture } from '../../addon/capture/capture.js';
import { loadAddonOrReason } from '../../addon/index.js';
import { CodedError } from '../../base/errors.js';
import { plainText } from '../../base/plain-text.js';
import { type ChannelInfo, MAX_CHANNELS, type SourceDescription } from '../format.js';
import { ENGINE_OFFSET, EngineWord, RING_OFFSET } from '../shared/engine-layout.js';
import { ringHeader } from '../shared/engine-memory.js';
import { type SourceState, sourceState } from '../shared/ring.js';
import { RING_CAPACITY, RING_HEADER_BYTES, RingWord, SourceStateCode } from '../shared/ring-layout.js';
import { type CaptureDevice, captureDevices, deviceForAuto } from './alsa-cards.js';
import type { Source, SourceOptions } from './source.js';
import { colorOfHue } from './tones.js';

/** `wait` returns at least this often. */
const LONGEST_WAIT_MS = 100;

/** Restrictions of the negotiation, for cards that misbehave. Absent = the best on offer. */
export type AlsaRestrictions = Pick<CaptureOptions, 'channels' | 'format' | 'access'>;

/** Why this machine cannot capture from ALSA, in one line that says how to fix it; '' if it can. */
export function alsaMissing(): string {
  const loaded = loadAddonOrReason();
  return loaded.ok ? loaded.addon.alsaMissing() : loaded.reason;
}

/** Why the card of this process is away; '' while it is not. Any thread. */
export function cardMessage(): string {
  const loaded = loadAddonOrReason();
  return loaded.ok ? loaded.addon.captureMessage() : '';
}

/** Every capture device of the machine, most inputs first. Throws `alsa-missing`. Takes some ms per device. */
export function listCaptureDevices(): CaptureDevice[] {
  return captureDevices(captures().listCards());
}

/**
 * What `auto` finds: a source, or one line that says why there is none. Never throws,
 * because the box also starts without a card.
 */
export function describeAutoAlsa(): SourceDescription | { readonly none: string } {
  const missing = alsaMissing();
  if (missing !== '') return { none: `no sound card input (${missing})` };
  try {
    const device = deviceForAuto(listCaptureDevices());
    if (device === undefined) return { none: 'no sound card with inputs found' };
    return describeAlsa(`alsa:${device.device}`);
  } catch (error) {
    return { none: (error as Error).message };
  }
}

/**
 * Describes `alsa:<device>` by opening it for a moment. Throws an `CodedError` that names the device and what to do.
 * `say` receives a note about how the device was opened.
 */
export function describeAlsa(
  spec: string,
  restrictions: AlsaRestrictions = {},
  say: (line: string) => void = () => undefined,
): SourceDescription {
  const device = spec.slice('alsa:'.length);
  if (device === '') {
    throw new CodedError('bad-source', `${spec}: alsa takes the name of a device, as in alsa:hw:CARD=X18,DEV=0`);
  }
  const addon = captures();
  const opened = typed(() => addon.openCapture({ ...restrictions, device, periodFrames: 128 }));
  addon.stopCapture(opened.id);
  if (opened.note !== '') say(opened.note);
  const channels = Array.from({ length: opened.channels }, (_, index): ChannelInfo => {
    const hue = Math.round((index * 360) / opened.channels);
    return { index, name: `Input ${index + 1}`, color: colorOfHue(hue), icon: 'mic' };
  });
  return {
    spec: `alsa:${opened.device}`,
    kind: 'alsa',
    label: plainText(opened.cardName) || plainText(opened.device),
    sampleRate: opened.sampleRate,
    channels,
  };
}

/** closed → prepared. The card must still have the described rate and number of inputs. */
export async function openAlsa(
  description: SourceDescription,
  options: SourceOptions,
  restrictions: AlsaRestrictions = {},
): Promise<Source> {
  const addon = captures();
  const opened = typed(() =>
    addon.openCapture({
      ...restrictions,
      device: description.spec.slice('alsa:'.length),
      periodFrames: options.periodFrames,
      sampleRate: description.sampleRate,
      channels: description.channels.length,
    }),
  );
  if (opened.channels !== description.channels.length) {
    addon.stopCapture(opened.id);
    throw new CodedError(
      'alsa-format',
      `${opened.device} has ${opened.channels} inputs now; ${description.channels.length} were found before`,
    );
  }
  return new AlsaSource(description, addon, opened, options);
}

class AlsaSource implements Source {
  readonly description: SourceDescription;
  readonly #addon: Captures;
  readonly #capture: OpenedCapture;
  readonly #options: SourceOptions;
  readonly #header: Int32Array;

  constructor(description: SourceDescription, addon: Captures, capture: OpenedCapture, options: SourceOptions) {
    this.description = description;
    this.#addon = addon;
    this.#capture = capture;
    this.#options = options;
    this.#header = ringHeader(options.memory);
    Atomics.store(this.#header, RingWord.CHANNELS, capture.channels);
    Atomics.store(this.#header, RingWord.STATE, SourceStateCode.prepared);
  }

  get state(): SourceState {
    return sourceState(this.#header);
  }

  start(): void {
    const { memory, realtimePriority, captureCpu, lockMemory, warn } = this.#options;
    const lanes = new Float32Array(memory.buffer, RING_OFFSET + RING_HEADER_BYTES, MAX_CHANNELS * RING_CAPACITY);
    const command = new Int32Array(memory.buffer, ENGINE_OFFSET + EngineWord.COMMAND * 4, 1);
    const warnings = this.#addon.startCapture(this.#capture.id, this.#header, lanes, command, {
      priority: realtimePriority,
      cpu: captureCpu,
      lockMemory,
    });
    for (const line of warnings) warn(line);
  }

  wait(position: number): void {
    this.#addon.waitForRing(this.#capture.id, position, LONGEST_WAIT_MS);
  }

  async close(): Promise<void> {
    this.#addon.stopCapture(this.#capture.id);
    Atomics.store(this.#header, RingWord.STATE, SourceStateCode.closed);
  }
}

function captures(): Captures {
  const loaded = loadAddonOrReason();
  if (!loaded.ok) throw new CodedError('alsa-missing', loaded.reason);
  const missing = loaded.addon.alsaMissing();
  if (missing !== '') throw new CodedError('alsa-missing', missing);
  return loaded.addon;
}

/** Converts the addon's errors to `CodedError`, with the same code and message. */
function typed<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CodedError(code ?? 'alsa-open', message);
  }
}
