/** Pan: drag sideways (relative); a double tap or 0 sets the centre, which catches slightly. */
import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { isDoubleTap, TAP_SLOP_PX } from './drag.js';
import { newKeyGesture } from './key-gesture.js';

export interface PanProps {
  readonly value: ReadonlySignal<number>;
  readonly label: string;
  readonly onDrag: (pan: number, gesture: string) => void;
  readonly onRelease: () => void;
  /** With a gesture where several changes belong together: key presses. */
  readonly onSet: (pan: number, gesture?: string) => void;
  readonly disabled?: boolean;
}

/** −1…+1 in steps of a hundredth; catches near the centre. */
function settlePan(pan: number): number {
  const limited = Math.min(1, Math.max(-1, pan));
  return Math.abs(limited) < 0.04 ? 0 : Math.round(limited * 100) / 100;
}

function panText(pan: number): string {
  const percent = Math.round(Math.abs(pan) * 100);
  if (percent === 0) return t('panC');
  return `${pan < 0 ? t('panL') : t('panR')}${percent}`;
}

function panInWords(pan: number): string {
  const n = Math.round(Math.abs(pan) * 100);
  if (n === 0) return t('panCentre');
  return pan < 0 ? t('panLeft', { n }) : t('panRight', { n });
}

let gestures = 0;

export function Pan(props: PanProps) {
  const { value } = props;
  const root = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const drag = useRef<{ id: number; x: number; pan: number; moved: boolean; gesture: string } | undefined>(undefined);
  const lastTap = useRef(Number.NEGATIVE_INFINITY);
  const keys = useMemo(newKeyGesture, []);

  useSignalEffect(() => {
    const pan = value.value;
    const element = root.current;
    if (element === null) return;
    element.style.setProperty('--pan', String(pan));
    element.setAttribute('aria-valuenow', String(Math.round(pan * 100)));
    element.setAttribute('aria-valuetext', panInWords(pan));
    if (text.current !== null) text.current.textContent = panText(pan);
  });

  const down = (event: PointerEvent) => {
    if (props.disabled === true || drag.current !== undefined || event.button !== 0) return;
    root.current?.setPointerCapture(event.pointerId);
    drag.current = {
      id: event.pointerId,
      x: event.clientX,
      pan: value.peek(),
      moved: false,
      gesture: `n${Date.now().toString(36)}${++gestures}`,
    };
  };
  const move = (event: PointerEvent) => {
    const now = drag.current;
    if (now === undefined || now.id !== event.pointerId || root.current === null) return;
    if (!now.moved) {
      if (Math.abs(event.clientX - now.x) < TAP_SLOP_PX) return;
      now.moved = true;
      now.x = event.clientX;
    }
    now.pan = Math.min(1, Math.max(-1, now.pan + ((event.clientX - now.x) / root.current.clientWidth) * 2));
    now.x = event.clientX;
    const pan = settlePan(now.pan);
    if (pan !== value.peek()) props.onDrag(pan, now.gesture);
  };
  const up = (event: PointerEvent) => {
    const ended = drag.current;
    if (ended === undefined || ended.id !== event.pointerId) return;
    drag.current = undefined;
    if (ended.moved) {
      props.onRelease();
    } else if (event.type !== 'pointercancel' && isDoubleTap(lastTap.current, event.timeStamp)) {
      lastTap.current = Number.NEGATIVE_INFINITY;
      props.onSet(0);
    } else {
      lastTap.current = event.timeStamp;
    }
  };
  const key = (event: KeyboardEvent) => {
    if (props.disabled === true || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? 0.01 : 0.1;
    const now = value.peek();
    const next: Record<string, number> = {
      ArrowRight: now + step,
      ArrowUp: now + step,
      ArrowLeft: now - step,
      ArrowDown: now - step,
      Home: -1,
      End: 1,
      '0': 0,
    };
    if (!(event.key in next)) return;
    event.preventDefault();
    props.onSet(Math.round(Math.min(1, Math.max(-1, next[event.key])) * 100) / 100, keys.press(event.timeStamp));
  };

  return (
    <div
      ref={root}
      class="pan"
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={-100}
      aria-valuemax={100}
      aria-valuenow={Math.round(value.peek() * 100)}
      aria-valuetext={panInWords(value.peek())}
      aria-disabled={props.disabled === true}
      style={{ '--pan': String(value.peek()) }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
    >
      <div class="pan__track">
        <div class="pan__fill" />
      </div>
      <div class="pan__cap" />
      <div ref={text} class="pan__text" aria-hidden="true">
        {panText(value.peek())}
      </div>
    </div>
  );
}
