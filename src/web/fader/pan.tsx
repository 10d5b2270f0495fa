/** Pan: drag sideways (relative); a double tap on the handle or 0 sets the centre, which catches slightly. */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { type PanEvents, PanHand } from './pan-hand.js';
import { panInWords, panText } from './pan-words.js';

/** How long the control says how it is moved, after a touch that was too short, ms. */
const HINT_MS = 1500;

export interface PanProps extends PanEvents {
  readonly label: string;
}

export function Pan(props: PanProps) {
  const { value } = props;
  const hand = useMemo(() => new PanHand(props), []);
  const text = useRef<HTMLDivElement>(null);
  const hint = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  hand.events = {
    ...props,
    onBriefTouch: () => {
      clearTimeout(hint.current);
      if (text.current !== null) text.current.textContent = t('panHold');
      hint.current = setTimeout(() => {
        if (text.current !== null) text.current.textContent = panText(value.peek());
      }, HINT_MS);
    },
  };
  useEffect(() => {
    const element = hand.root.current;
    // Preact would listen passively, and a passive listener cannot keep the browser from scrolling.
    element?.addEventListener('touchmove', hand.touchMove, { passive: false });
    return () => element?.removeEventListener('touchmove', hand.touchMove);
  }, [hand]);
  useSignalEffect(() => {
    const pan = value.value;
    const element = hand.root.current;
    if (element === null) return;
    element.style.setProperty('--pan', String(pan));
    element.setAttribute('aria-valuenow', String(Math.round(pan * 100)));
    element.setAttribute('aria-valuetext', panInWords(pan));
    if (text.current !== null) text.current.textContent = panText(pan);
  });
  return (
    <div
      ref={hand.root}
      class={`pan${props.afterRest === true ? ' pan--after-rest' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={-100}
      aria-valuemax={100}
      aria-valuenow={Math.round(value.peek() * 100)}
      aria-valuetext={panInWords(value.peek())}
      aria-disabled={props.disabled === true}
      style={{ '--pan': String(value.peek()) }}
      onPointerDown={hand.down}
      onPointerMove={hand.move}
      onPointerUp={hand.up}
      onPointerCancel={hand.up}
      onKeyDown={hand.key}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div class="pan__track">
        <div class="pan__fill" />
      </div>
      <div ref={hand.cap} class="pan__cap" />
      <div ref={text} class="pan__text" aria-hidden="true">
        {panText(value.peek())}
      </div>
    </div>
  );
}
