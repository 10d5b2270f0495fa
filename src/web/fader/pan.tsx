/** Pan: drag sideways (relative); a double tap or 0 sets the centre, which catches slightly. */
import { useSignalEffect } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { type PanEvents, PanHand } from './pan-hand.js';
import { panInWords, panText } from './pan-words.js';

export interface PanProps extends PanEvents {
  readonly label: string;
}

export function Pan(props: PanProps) {
  const { value } = props;
  const hand = useMemo(() => new PanHand(props), []);
  const text = useRef<HTMLDivElement>(null);
  hand.events = props;
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
      onPointerDown={hand.down}
      onPointerMove={hand.move}
      onPointerUp={hand.up}
      onPointerCancel={hand.up}
      onKeyDown={hand.key}
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
