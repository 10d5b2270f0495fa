/**
 * A hand on a pan control: pointer and key events become positions. A drag is relative to the finger. A double tap
 * sets the centre, which also catches slightly. Main thread; one instance per control.
 */
import type { ReadonlySignal } from '@preact/signals';
import { isDoubleTap, TAP_SLOP_PX } from './drag.js';
import { newGesture, newKeyGesture } from './key-gesture.js';

export interface PanEvents {
  readonly value: ReadonlySignal<number>;
  /** While the finger is down: the position and the name of this drag. */
  readonly onDrag: (pan: number, gesture: string) => void;
  readonly onRelease: () => void;
  /** With a gesture where several changes belong together: key presses. */
  readonly onSet: (pan: number, gesture?: string) => void;
  readonly disabled?: boolean;
}

interface PanDrag {
  readonly id: number;
  readonly gesture: string;
  x: number;
  pan: number;
  moved: boolean;
}

const limit = (pan: number): number => Math.min(1, Math.max(-1, pan));
const rounded = (pan: number): number => Math.round(pan * 100) / 100;

/** −1…+1 in steps of a hundredth; catches near the centre. */
export function settlePan(pan: number): number {
  const limited = limit(pan);
  return Math.abs(limited) < 0.04 ? 0 : rounded(limited);
}

export class PanHand {
  readonly root: { current: HTMLDivElement | null } = { current: null };
  /** The latest properties of the component. */
  events: PanEvents;
  readonly #keys = newKeyGesture();
  #drag: PanDrag | undefined;
  #lastTap = Number.NEGATIVE_INFINITY;

  constructor(events: PanEvents) {
    this.events = events;
  }

  readonly down = (event: PointerEvent): void => {
    if (this.events.disabled === true || this.#drag !== undefined || event.button !== 0) return;
    this.root.current?.setPointerCapture(event.pointerId);
    this.#drag = {
      id: event.pointerId,
      gesture: newGesture('n'),
      x: event.clientX,
      pan: this.events.value.peek(),
      moved: false,
    };
  };

  readonly move = (event: PointerEvent): void => {
    const now = this.#drag;
    const element = this.root.current;
    if (now === undefined || now.id !== event.pointerId || element === null) return;
    if (!now.moved) {
      if (Math.abs(event.clientX - now.x) < TAP_SLOP_PX) return;
      now.moved = true;
      now.x = event.clientX;
    }
    now.pan = limit(now.pan + ((event.clientX - now.x) / element.clientWidth) * 2);
    now.x = event.clientX;
    const pan = settlePan(now.pan);
    if (pan !== this.events.value.peek()) this.events.onDrag(pan, now.gesture);
  };

  readonly up = (event: PointerEvent): void => {
    const ended = this.#drag;
    if (ended === undefined || ended.id !== event.pointerId) return;
    this.#drag = undefined;
    if (ended.moved) {
      this.events.onRelease();
    } else if (event.type !== 'pointercancel' && isDoubleTap(this.#lastTap, event.timeStamp)) {
      this.#lastTap = Number.NEGATIVE_INFINITY;
      this.events.onSet(0);
    } else {
      this.#lastTap = event.timeStamp;
    }
  };

  readonly key = (event: KeyboardEvent): void => {
    if (this.events.disabled === true || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = panByKey(event.key, event.shiftKey, this.events.value.peek());
    if (next === undefined) return;
    event.preventDefault();
    this.events.onSet(next, this.#keys.press(event.timeStamp));
  };
}

/** Position after a key; undefined for a key that pan does not know. Arrows move a tenth, with Shift a hundredth. */
export function panByKey(key: string, shift: boolean, pan: number): number | undefined {
  const step = shift ? 0.01 : 0.1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return rounded(limit(pan + step));
    case 'ArrowLeft':
    case 'ArrowDown':
      return rounded(limit(pan - step));
    case 'Home':
      return -1;
    case 'End':
      return 1;
    case '0':
      return 0;
    default:
      return undefined;
  }
}
