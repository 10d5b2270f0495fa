/**
 * A hand on a pan control: pointer and key events become positions. A drag is relative to the finger. A double tap on
 * the handle sets the centre, which also catches slightly. Among strips, a finger must rest for a moment before it
 * moves pan: a quick swipe scrolls the strips. Main thread; one instance per control.
 */
import type { ReadonlySignal } from '@preact/signals';
import { isDoubleTap, TAP_SLOP_PX } from './drag.js';
import { touchesHandle } from './handle-touch.js';
import { newGesture, newKeyGesture } from './key-gesture.js';
import { panByKey, settlePan } from './pan-keys.js';

export interface PanEvents {
  readonly value: ReadonlySignal<number>;
  /** While the finger is down: the position and the name of this drag. */
  readonly onDrag: (pan: number, gesture: string) => void;
  readonly onRelease: () => void;
  /** With a gesture where several changes belong together: key presses. */
  readonly onSet: (pan: number, gesture?: string) => void;
  readonly disabled?: boolean;
  /** A finger that does not rest scrolls what is around the control. */
  readonly afterRest?: boolean;
  /** A finger came and went without resting. */
  readonly onBriefTouch?: () => void;
}

/** How long a finger rests before it moves pan, ms. */
const REST_MS = 220;

interface PanDrag {
  readonly id: number;
  readonly gesture: string;
  readonly onHandle: boolean;
  /** When the finger came, by the events' own clock, ms. */
  readonly at: number;
  readonly x: number;
  readonly y: number;
  lastX: number;
  pan: number;
  /** The finger has rested, or need not. */
  holds: boolean;
  moved: boolean;
}

export class PanHand {
  readonly root: { current: HTMLDivElement | null } = { current: null };
  readonly cap: { current: HTMLDivElement | null } = { current: null };
  /** The latest properties of the component. */
  events: PanEvents;
  readonly #keys = newKeyGesture();
  #drag: PanDrag | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** Time of the last tap on the handle. */
  #lastTap = Number.NEGATIVE_INFINITY;

  constructor(events: PanEvents) {
    this.events = events;
  }

  readonly down = (event: PointerEvent): void => {
    if (this.events.disabled === true || this.#drag !== undefined || event.button !== 0) return;
    this.root.current?.setPointerCapture(event.pointerId);
    const waits = this.#waits(event);
    const drag: PanDrag = {
      id: event.pointerId,
      gesture: newGesture('n'),
      onHandle: touchesHandle(this.cap.current, event),
      at: event.timeStamp,
      x: event.clientX,
      y: event.clientY,
      lastX: event.clientX,
      pan: this.events.value.peek(),
      holds: false,
      moved: false,
    };
    this.#drag = drag;
    if (waits) this.#rest = setTimeout(() => this.#hold(drag), REST_MS);
    else drag.holds = true;
  };

  readonly move = (event: PointerEvent): void => {
    const now = this.#drag;
    const element = this.root.current;
    if (now === undefined || now.id !== event.pointerId || element === null) return;
    const far = Math.hypot(event.clientX - now.x, event.clientY - now.y) >= TAP_SLOP_PX;
    if (!now.holds) {
      // It did not rest: the browser scrolls, and this touch moves nothing any more.
      if (far) this.#give();
      return;
    }
    if (!now.moved) {
      if (Math.abs(event.clientX - now.x) < TAP_SLOP_PX) return;
      // A busy page reads a swipe late: its timer may have run before, but the finger never rested.
      if (this.#waits(event) && event.timeStamp - now.at < REST_MS) {
        this.#give();
        return;
      }
      now.moved = true;
      now.lastX = event.clientX;
    }
    now.pan = Math.min(1, Math.max(-1, now.pan + ((event.clientX - now.lastX) / element.clientWidth) * 2));
    now.lastX = event.clientX;
    const pan = settlePan(now.pan);
    if (pan !== this.events.value.peek()) this.events.onDrag(pan, now.gesture);
  };

  /** The browser must not scroll with a finger that moves pan. */
  readonly touchMove = (event: TouchEvent): void => {
    if (this.#drag?.holds === true && event.cancelable) event.preventDefault();
  };

  readonly up = (event: PointerEvent): void => {
    const ended = this.#drag;
    if (ended === undefined || ended.id !== event.pointerId) return;
    this.#give();
    if (!ended.holds) this.events.onBriefTouch?.();
    if (ended.moved) {
      this.events.onRelease();
    } else if (event.type === 'pointercancel' || !ended.onHandle) {
      this.#lastTap = Number.NEGATIVE_INFINITY;
    } else if (isDoubleTap(this.#lastTap, event.timeStamp)) {
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

  #waits(event: PointerEvent): boolean {
    return this.events.afterRest === true && event.pointerType === 'touch';
  }

  #hold(drag: PanDrag): void {
    drag.holds = true;
    this.root.current?.classList.add('pan--held');
  }

  /** The control is free for the next touch. */
  #give(): void {
    clearTimeout(this.#rest);
    this.#drag = undefined;
    this.root.current?.classList.remove('pan--held');
  }
}
