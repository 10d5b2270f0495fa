/** Sets what each device gets, where that has changed. Main thread. */

import type { ListenerPlan } from '../../audio/stream/sound-form.js';
import { type Grade, planOf } from '../../control/radio/air-plan.js';

/** What one listener may get. */
export interface Wanted {
  readonly device: string;
  readonly grade: Grade;
  readonly codec: ListenerPlan['codec'];
  /** Frames that a native client gets now: it may have asked for others since. Undefined for web listeners. */
  readonly frames?: number | undefined;
}

export class PlanSetter {
  /** Plans in force, by device. */
  readonly #inForce = new Map<string, string>();
  readonly #set: (device: string, plan: ListenerPlan) => void;

  constructor(set: (device: string, plan: ListenerPlan) => void) {
    this.#set = set;
  }

  /** A listener of this device came: it begins with what it asked for. */
  joined(device: string): void {
    this.#inForce.delete(device);
  }

  /** Everybody for whom the box chooses. A device that listens in two ways gets the longer packets on both. */
  apply(wanted: readonly Wanted[]): void {
    const byDevice = new Map<string, Wanted>();
    for (const one of wanted) {
      const other = byDevice.get(one.device);
      if (other === undefined || one.grade > other.grade) byDevice.set(one.device, one);
    }
    for (const device of this.#inForce.keys()) if (!byDevice.has(device)) this.#inForce.delete(device);
    for (const [device, { grade, codec, frames }] of byDevice) {
      const plan = planOf(grade, codec);
      const text = `${plan.codec} ${plan.frames} ${plan.copies}`;
      if (this.#inForce.get(device) === text && (frames ?? plan.frames) === plan.frames) continue;
      this.#inForce.set(device, text);
      this.#set(device, plan);
    }
  }

  /** A device that left the radio for a cable gets what it asked for. */
  asAsked(device: string, asked: ListenerPlan): void {
    if (this.#inForce.delete(device)) this.#set(device, asked);
  }
}
