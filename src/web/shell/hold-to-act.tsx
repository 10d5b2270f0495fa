/** A key that acts once it was held for a moment, for what nobody should do by mistake and everybody at once. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

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
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const acted = useRef(false);
  const release = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  useEffect(() => release, []);
  const press = () => {
    release();
    acted.current = false;
    timer.current = setTimeout(() => {
      acted.current = true;
      onAct();
    }, HOLD_MS);
  };
  const isKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';
  return (
    <button
      type="button"
      class={`${look} hold-to-act`}
      style={{ '--hold': `${HOLD_MS}ms` }}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        // A touch stays with its key by itself. Without that, a finger that slides off lets go.
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          event.currentTarget.releasePointerCapture(event.pointerId);
        press();
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (timer.current === undefined) return;
        release();
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
