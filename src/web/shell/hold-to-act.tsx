/** A key that acts once it was held for a moment, for what nobody should do by mistake and everybody at once. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { usePressTimer } from './press-timer.js';

/** ms; the key fills meanwhile (`--hold`). */
const HOLD_MS = 450;

export function HoldToAct({
  class: look,
  disabled,
  onAct,
  onShort,
  children,
}: {
  class: string;
  disabled: boolean;
  onAct: () => void;
  /** It was only tapped. */
  onShort: () => void;
  children: ComponentChildren;
}) {
  const timer = usePressTimer();
  const acted = useRef(false);
  const press = () => {
    acted.current = false;
    timer.start(HOLD_MS, () => {
      acted.current = true;
      onAct();
    });
  };
  const isKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';
  return (
    <button
      type="button"
      class={`${look} hold-to-act`}
      style={{ '--hold': `${HOLD_MS}ms` }}
      disabled={disabled}
      {...timer.ends}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        timer.letSlideOff(event);
        press();
      }}
      onBlur={timer.stop}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        timer.stop();
        if (!acted.current) onShort();
      }}
      onClick={(event) => {
        // A screen reader cannot hold; its touch is meant.
        if (event.detail === 0 && !(event as unknown as PointerEvent).pointerType) onAct();
        else if (!acted.current) onShort();
      }}
    >
      {children}
    </button>
  );
}
