/**
 * Songs by foot and by wire: a USB pedal (a keyboard to the box) and MIDI program changes move the setlist. Looks for
 * the devices of the settings again and again, since they come and go during a show. Main thread only.
 */
import { existsSync } from 'node:fs';
import { monotonicMs } from '../../base/clock.js';
import type { SongStep } from '../../control/control.js';
import { type DeviceKind, devicePaths, KEYBOARDS, MIDI } from './device-paths.js';
import { DeviceTap } from './device-tap.js';
import { KeyPresses } from './key-presses.js';
import { ProgramChanges } from './program-changes.js';
import { stepOfKey, stepOfProgram } from './song-steps.js';

/** Pause between two looks for devices, ms. */
const LOOK_MS = 2000;
/** A contact that bounces counts once: the same step again within this time is dropped, ms. */
const BOUNCE_MS = 300;

export type RemoteSetting = 'pedal' | 'midi-in';

export interface RemoteParts {
  readonly settings: Readonly<Record<RemoteSetting, string>>;
  /** Moves the setlist. `by` names the device's kind, for people. */
  readonly go: (step: SongStep, by: string) => void;
  readonly log: (line: string) => void;
  readonly lookMs?: number;
}

interface Reading {
  readonly kind: DeviceKind;
  /** As people call it. */
  readonly by: string;
  /** A reader of the bytes of one device. */
  readonly reader: () => (bytes: Uint8Array) => (SongStep | undefined)[];
}

const READINGS: Readonly<Record<RemoteSetting, Reading>> = {
  pedal: {
    kind: KEYBOARDS,
    by: 'Pedal',
    reader: () => {
      const keys = new KeyPresses();
      return (bytes) => keys.take(bytes).map(stepOfKey);
    },
  },
  'midi-in': {
    kind: MIDI,
    by: 'MIDI',
    reader: () => {
      const programs = new ProgramChanges();
      return (bytes) => programs.take(bytes).map(stepOfProgram);
    },
  },
};

export class Remote {
  readonly #parts: RemoteParts;
  readonly #settings: Record<RemoteSetting, string>;
  /** Devices that are read, by path. */
  readonly #taps = new Map<string, { readonly tap: DeviceTap; readonly setting: RemoteSetting }>();
  /** Devices that could not be read; each is logged once, until it is unplugged. */
  readonly #failed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #last: SongStep | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(parts: RemoteParts) {
    this.#parts = parts;
    this.#settings = { ...parts.settings };
    this.#look();
  }

  /** The paths of the devices that are read now. */
  get devices(): readonly string[] {
    return [...this.#taps.keys()];
  }

  /** Takes another value of a setting, at once. */
  set(setting: RemoteSetting, value: string): void {
    this.#settings[setting] = value;
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const { tap } of this.#taps.values()) tap.stop();
    this.#taps.clear();
  }

  #look(): void {
    clearTimeout(this.#timer);
    const wanted = new Map<string, RemoteSetting>();
    for (const setting of Object.keys(READINGS) as RemoteSetting[])
      for (const path of devicePaths(this.#settings[setting], READINGS[setting].kind)) wanted.set(path, setting);
    for (const [path, { tap, setting }] of this.#taps) {
      if (wanted.get(path) === setting) continue;
      this.#taps.delete(path);
      tap.stop();
    }
    for (const path of this.#failed) if (!existsSync(path)) this.#failed.delete(path);
    for (const [path, setting] of wanted) if (!this.#taps.has(path) && existsSync(path)) this.#open(path, setting);
    // Nothing to look for while both are off.
    if (Object.values(this.#settings).every((value) => value === 'off')) return;
    this.#timer = setTimeout(() => this.#look(), this.#parts.lookMs ?? LOOK_MS);
    this.#timer.unref();
  }

  #open(path: string, setting: RemoteSetting): void {
    const { by, reader } = READINGS[setting];
    const read = reader();
    const tap = new DeviceTap(
      path,
      (bytes) => {
        for (const step of read(bytes)) if (step !== undefined) this.#step(step, by);
      },
      (why) => {
        if (this.#taps.get(path)?.tap !== tap) return;
        this.#taps.delete(path);
        if (!this.#failed.has(path)) this.#parts.log(`${by}: ${path} is no longer read: ${why}`);
        this.#failed.add(path);
      },
    );
    this.#taps.set(path, { tap, setting });
    if (!this.#failed.has(path)) this.#parts.log(`${by}: songs follow ${path}`);
  }

  #step(step: SongStep, by: string): void {
    const now = monotonicMs();
    if (step === this.#last && now - this.#lastMs < BOUNCE_MS) return;
    this.#last = step;
    this.#lastMs = now;
    this.#parts.go(step, by);
  }
}
