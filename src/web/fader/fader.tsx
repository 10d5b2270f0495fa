/**
 * A fader in dB. It moves relative to the finger, and finer the further the finger strays to the
 * side. A double tap (or the key 0) sets 0 dB. The handle follows its signal without rendering.
 */
import type { ReadonlySignal } from '@preact/signals';
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { figure, t } from '../i18n/language.js';
import { type Drag, isDoubleTap, moveDrag, startDrag } from './drag.js';
import { newKeyGesture } from './key-gesture.js';
import { FaderMotion, fillTo, railAt } from './motion.js';
import {
  FLOOR_DB,
  formatDb,
  gainToDb,
  gainToTravel,
  MAX_DB,
  MAX_GAIN,
  SCALE_MARKS,
  stepGain,
  travelToGain,
} from './taper.js';

export interface FaderProps {
  readonly value: ReadonlySignal<number>;
  readonly label: string;
  /** While the finger is down: the value and this drag's name. */
  readonly onDrag: (gain: number, gesture: string) => void;
  readonly onRelease: () => void;
  /** A single change (key, double tap). `gesture` joins changes that belong together, such as key presses. */
  readonly onSet: (gain: number, gesture?: string) => void;
  readonly wide?: boolean;
  readonly marks?: boolean;
  readonly disabled?: boolean;
  readonly children?: ComponentChildren;
}

/** "−6.0 decibels", "silent": the text for a screen reader. */
export function dbInWords(gain: number): string {
  const db = gainToDb(gain);
  return db < FLOOR_DB ? t('silent') : t('decibels', { n: figure(Math.min(MAX_DB, Math.round(db * 10) / 10), 1) });
}

let gestures = 0;

export function Fader(props: FaderProps) {
  const { value, wide = false } = props;
  const root = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | undefined>(undefined);
  const rail = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  /**
   * Travel of the handle, CSS px, measured at the touch: measuring at each movement would lay out the page each time.
   */
  const way = useRef(40);
  const pointer = useRef(-1);
  const gesture = useRef('');
  const lastTap = useRef(Number.NEGATIVE_INFINITY);
  const keys = useMemo(newKeyGesture, []);
  const fine = useSignal(false);

  const motion = useMemo(() => new FaderMotion(wide), [wide]);
  const parts = () => ({ rail: rail.current, fill: fill.current });
  // Two transforms and nothing else: both are layers of their own
  // while held. A moving fader is neither laid out nor painted.
  const place = (travel: number) => motion.place(parts(), travel);

  useSignalEffect(() => {
    const gain = value.value;
    const element = root.current;
    if (element === null) return;
    // Under a finger the handle follows the hand itself, finer than the value's steps of a tenth of a dB.
    const travel = drag.current?.moved === true ? drag.current.travel : gainToTravel(gain);
    place(travel);
    element.setAttribute('aria-valuenow', String(Math.max(FLOOR_DB, Math.round(gainToDb(gain) * 10) / 10)));
    // Not at each step under a finger: a musician who drags by sight needs no words.
    if (drag.current?.moved !== true) element.setAttribute('aria-valuetext', dbInWords(gain));
  });

  const along = (event: PointerEvent) => (wide ? event.clientX : -event.clientY);
  const across = (event: PointerEvent) => (wide ? event.clientY : event.clientX);

  const down = (event: PointerEvent) => {
    if (props.disabled === true || drag.current !== undefined || event.button !== 0) return;
    root.current?.setPointerCapture(event.pointerId);
    pointer.current = event.pointerId;
    way.current = Math.max(40, (wide ? rail.current?.clientWidth : rail.current?.clientHeight) ?? 0);
    gesture.current = `g${Date.now().toString(36)}${++gestures}`;
    drag.current = startDrag(gainToTravel(value.peek()), along(event), across(event));
  };
  const move = (event: PointerEvent) => {
    const before = drag.current;
    const element = root.current;
    if (before === undefined || element === null || event.pointerId !== pointer.current) return;
    const next = moveDrag(before, along(event), across(event), way.current);
    if (next === before) return;
    drag.current = next;
    if (!before.moved) {
      element.classList.add('fader--held');
      motion.hold(parts());
    }
    fine.value = next.fine < 1;
    const gain = next.travel >= 1 ? MAX_GAIN : travelToGain(next.travel);
    place(next.travel);
    if (gain !== value.peek()) props.onDrag(gain, gesture.current);
  };
  const up = (event: PointerEvent) => {
    const ended = drag.current;
    if (ended === undefined || event.pointerId !== pointer.current) return;
    drag.current = undefined;
    fine.value = false;
    root.current?.classList.remove('fader--held');
    motion.release();
    if (ended.moved) {
      props.onRelease();
      place(gainToTravel(value.peek()));
      root.current?.setAttribute('aria-valuetext', dbInWords(value.peek()));
      return;
    }
    if (event.type === 'pointercancel') return;
    if (isDoubleTap(lastTap.current, event.timeStamp)) {
      lastTap.current = Number.NEGATIVE_INFINITY;
      props.onSet(1);
    } else {
      lastTap.current = event.timeStamp;
    }
  };
  const key = (event: KeyboardEvent) => {
    if (props.disabled === true || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? 0.1 : 1;
    const moves: Record<string, () => number> = {
      ArrowUp: () => stepGain(value.peek(), step),
      ArrowRight: () => stepGain(value.peek(), step),
      ArrowDown: () => stepGain(value.peek(), -step),
      ArrowLeft: () => stepGain(value.peek(), -step),
      PageUp: () => stepGain(value.peek(), 6),
      PageDown: () => stepGain(value.peek(), -6),
      Home: () => 0,
      End: () => MAX_GAIN,
      '0': () => 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    props.onSet(next(), keys.press(event.timeStamp));
  };

  const travel = gainToTravel(value.peek());
  return (
    <div
      ref={root}
      class={`fader${wide ? ' fader--wide' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={wide ? 'horizontal' : 'vertical'}
      aria-valuemin={FLOOR_DB}
      aria-valuemax={MAX_DB}
      aria-valuenow={Math.max(FLOOR_DB, Math.round(gainToDb(value.peek()) * 10) / 10)}
      aria-valuetext={dbInWords(value.peek())}
      aria-disabled={props.disabled === true}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div class="fader__well">
        <div ref={fill} class="fader__fill" style={{ transform: fillTo(travel, wide) }} />
      </div>
      {props.marks === true && (
        <div class="fader__marks" aria-hidden="true">
          {SCALE_MARKS.map(([db, travel]) => (
            <span key={db} style={{ top: `${((1 - travel) * 100).toFixed(2)}%` }}>
              {db === -60 ? '∞' : Math.abs(db)}
            </span>
          ))}
        </div>
      )}
      {props.children}
      <div ref={rail} class="fader__rail" style={{ transform: railAt(travel, wide) }}>
        <div class="fader__cap" />
      </div>
      {fine.value && <div class="fader__fine">{t('fine')}</div>}
    </div>
  );
}

/**
 * Least time between two changes of the figures, ms. Nobody reads faster,
 * and painting text is the most expensive part of a moving fader.
 */
const FIGURES_MS = 50;

/** The level in figures, following its signal without rendering. */
export function DbText({ value, class: name }: { value: ReadonlySignal<number>; class: string }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let written = Number.NEGATIVE_INFINITY;
    const write = () => {
      timer = undefined;
      written = performance.now();
      if (text.current !== null) text.current.textContent = formatDb(value.peek());
    };
    const stop = value.subscribe(() => {
      if (timer !== undefined) return;
      const wait = written + FIGURES_MS - performance.now();
      if (wait <= 0) write();
      else timer = setTimeout(write, wait);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [value]);
  return (
    <div class={name}>
      <span ref={text} class="db">
        {formatDb(value.peek())}
      </span>
    </div>
  );
}
