/** A button that acts while it is held: by a finger, the mouse or the space bar. Letting go ends it, however. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

export function HoldKey({
  label,
  class: look = '',
  disabled,
  onHold,
  onRelease,
  children,
}: {
  /** Its name, where what it shows is none. */
  label?: string;
  class?: string;
  disabled: boolean;
  onHold: () => void;
  onRelease: () => void;
  children: ComponentChildren;
}) {
  const held = useSignal(false);
  const hold = () => {
    if (held.peek() || disabled) return;
    held.value = true;
    onHold();
  };
  const release = () => {
    if (!held.peek()) return;
    held.value = false;
    onRelease();
  };
  // It may be taken away under the finger, or the page be hidden.
  useEffect(() => {
    window.addEventListener('blur', release);
    document.addEventListener('visibilitychange', release);
    return () => {
      window.removeEventListener('blur', release);
      document.removeEventListener('visibilitychange', release);
      release();
    };
  }, []);
  const isKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';
  return (
    <button
      type="button"
      class={`button hold-key ${look}`}
      aria-label={label}
      aria-pressed={held.value}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        hold();
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) hold();
      }}
      onKeyUp={(event) => isKey(event) && release()}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // A screen reader cannot hold: its touch holds until the next one.
        if (event.detail !== 0 || (event as unknown as PointerEvent).pointerType) return;
        if (held.value) release();
        else hold();
      }}
    >
      {children}
    </button>
  );
}
