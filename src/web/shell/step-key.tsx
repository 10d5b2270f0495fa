/**
 * A key that steps a value: once by a tap, and again and again while a finger holds it. A finger that merely rests on
 * it moves the value by a few steps only.
 */
import { useEffect, useRef } from 'preact/hooks';

/** A touch this long holds; from then on a step each so long, ms. */
const HELD_MS = 450;
const NEXT_MS = 220;
/** Steps of one hold. */
const MOST = 6;

export function StepKey({
  label,
  class: look,
  disabled,
  onStep,
  children,
}: {
  label: string;
  class: string;
  disabled: boolean;
  onStep: () => void;
  children: string;
}) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const steps = useRef(0);
  const release = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  useEffect(() => release, []);
  const again = () => {
    onStep();
    steps.current++;
    if (steps.current < MOST) timer.current = setTimeout(again, NEXT_MS);
  };
  return (
    <button
      type="button"
      class={look}
      disabled={disabled}
      aria-label={label}
      onPointerDown={() => {
        release();
        steps.current = 0;
        timer.current = setTimeout(again, HELD_MS);
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={release}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // The click that ends a hold is no step of its own. A keyboard's click has no `detail`.
        if (steps.current === 0 || event.detail === 0) onStep();
        steps.current = 0;
      }}
    >
      {children}
    </button>
  );
}
