/**
 * A hand on a fader: pointer and key events become levels. A drag is relative to the finger, and finer the further
 * the finger strays to the side. A double tap on the handle sets 0 dB. Beside the handle, a drag moves the level by
 * 6 dB at most. Main thread; one instance per fader.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { dbInWords, dbNow } from './db-words.js';
import { type Drag, isDoubleTap, moveDrag, type Reach, startDrag } from './drag.js';
import { gainByKey } from './gain-keys.js';
import { touchesHandle } from './handle-touch.js';
import { newGesture, newKeyGesture } from './key-gesture.js';
import { FaderMotion } from './motion.js';
import { gainToTravel, MAX_GAIN, stepGain, travelsWithin, travelToGain } from './taper.js';

export interface FaderEvents {
  readonly value: ReadonlySignal<number>;
  /** While the finger is down: the level and the name of this drag. */
  readonly onDrag: (gain: number, gesture: string) => void;
  readonly onRelease: () => void;
  /** A single change (key, double tap). `gesture` joins changes that belong together, such as key presses. */
  readonly onSet: (gain: number, gesture?: string) => void;
  readonly disabled?: boolean;
}

/** What one notch of a mouse wheel scrolls, CSS px; a touchpad sends parts of it. */
const NOTCH_PX = 100;
/** A drag that began beside the handle moves the level by this much at most, dB. */
const BESIDE_DB = 6;
/** Least travel of a handle, CSS px: a fader that is not laid out yet must not divide by zero. */
const LEAST_WAY_PX = 40;

export class FaderHand {
  /** The elements, as Preact fills them in. */
  readonly root: { current: HTMLDivElement | null } = { current: null };
  readonly rail: { current: HTMLDivElement | null } = { current: null };
  readonly fill: { current: HTMLDivElement | null } = { current: null };
  /** True while the drag is finer than one to one. */
  readonly fine = signal(false);
  /** The latest properties of the component. */
  events: FaderEvents;
  readonly #wide: boolean;
  readonly #motion: FaderMotion;
  readonly #keys = newKeyGesture();
  #drag: Drag | undefined;
  /** Travel of the handle, CSS px, measured at the touch: measuring at each move would lay out the page each time. */
  #way = LEAST_WAY_PX;
  #pointer = -1;
  #gesture = '';
  /** What a wheel has turned since the last step, notches. */
  #turned = 0;
  /** The finger came down on the handle. */
  #onHandle = false;
  /** Where this drag may lead. */
  #reach: Reach = [0, 1];
  /** Time of the last tap on the handle. */
  #lastTap = Number.NEGATIVE_INFINITY;

  constructor(events: FaderEvents, wide: boolean) {
    this.events = events;
    this.#wide = wide;
    this.#motion = new FaderMotion(wide);
  }

  /** Shows a level: the place of the handle, and the words for a screen reader. */
  show(gain: number): void {
    const element = this.root.current;
    if (element === null) return;
    const dragged = this.#drag?.moved === true;
    // Under a finger the handle follows the hand itself, finer than the value's steps of a tenth of a dB.
    this.#place(dragged && this.#drag !== undefined ? this.#drag.travel : gainToTravel(gain));
    element.setAttribute('aria-valuenow', String(dbNow(gain)));
    // Not at each step under a finger: a musician who drags by sight needs no words.
    if (!dragged) element.setAttribute('aria-valuetext', dbInWords(gain));
  }

  readonly down = (event: PointerEvent): void => {
    if (this.events.disabled === true || this.#drag !== undefined || event.button !== 0) return;
    const rail = this.rail.current;
    this.root.current?.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#way = Math.max(LEAST_WAY_PX, (this.#wide ? rail?.clientWidth : rail?.clientHeight) ?? 0);
    this.#gesture = newGesture('g');
    this.#onHandle = touchesHandle(rail?.firstElementChild, event);
    // A finger beside the handle may have meant something else: it moves the level a little, never far.
    this.#reach = this.#onHandle ? [0, 1] : travelsWithin(this.events.value.peek(), BESIDE_DB);
    this.#drag = startDrag(gainToTravel(this.events.value.peek()), this.#along(event), this.#across(event));
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.#drag;
    const element = this.root.current;
    if (before === undefined || element === null || event.pointerId !== this.#pointer) return;
    const next = moveDrag(before, this.#along(event), this.#across(event), this.#way, this.#reach);
    if (next === before) return;
    this.#drag = next;
    if (!before.moved) {
      element.classList.add('fader--held');
      this.#motion.hold(this.#parts());
    }
    this.fine.value = next.fine < 1;
    const gain = next.travel >= 1 ? MAX_GAIN : travelToGain(next.travel);
    this.#place(next.travel);
    if (gain !== this.events.value.peek()) this.events.onDrag(gain, this.#gesture);
  };

  readonly up = (event: PointerEvent): void => {
    const ended = this.#drag;
    if (ended === undefined || event.pointerId !== this.#pointer) return;
    this.#drag = undefined;
    this.fine.value = false;
    this.root.current?.classList.remove('fader--held');
    this.#motion.release();
    if (ended.moved) {
      this.events.onRelease();
      this.show(this.events.value.peek());
    } else if (event.type !== 'pointercancel') {
      this.#tapped(event.timeStamp);
    }
  };

  /** A mouse wheel over the handle moves it by 1 dB a notch; elsewhere the wheel scrolls. */
  readonly wheel = (event: WheelEvent): void => {
    if (this.events.disabled === true || event.ctrlKey || event.deltaY === 0) return;
    if (!touchesHandle(this.rail.current?.firstElementChild, event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#turned += event.deltaY / NOTCH_PX;
    const steps = Math.trunc(this.#turned);
    if (steps === 0) return;
    this.#turned -= steps;
    const db = -Math.max(-1, Math.min(1, steps));
    this.events.onSet(stepGain(this.events.value.peek(), db), this.#keys.press(event.timeStamp));
  };

  readonly key = (event: KeyboardEvent): void => {
    if (this.events.disabled === true || event.altKey || event.ctrlKey || event.metaKey) return;
    // Faders stand side by side: these keys lead from strip to strip.
    if (!this.#wide && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) return;
    const next = gainByKey(event.code === 'Digit0' ? '0' : event.key, event.shiftKey, this.events.value.peek());
    if (next === undefined) return;
    event.preventDefault();
    this.events.onSet(next, this.#keys.press(event.timeStamp));
  };

  #tapped(now: number): void {
    if (!this.#onHandle) {
      this.#lastTap = Number.NEGATIVE_INFINITY;
      return;
    }
    const twice = isDoubleTap(this.#lastTap, now);
    this.#lastTap = twice ? Number.NEGATIVE_INFINITY : now;
    if (twice) this.events.onSet(1);
  }

  #parts() {
    return { rail: this.rail.current, fill: this.fill.current };
  }

  /** Two transforms and nothing else. While held, both are layers of their own: no layout, no paint. */
  #place(travel: number): void {
    this.#motion.place(this.#parts(), travel);
  }

  #along(event: PointerEvent): number {
    return this.#wide ? event.clientX : -event.clientY;
  }

  #across(event: PointerEvent): number {
    return this.#wide ? event.clientY : event.clientX;
  }
}
