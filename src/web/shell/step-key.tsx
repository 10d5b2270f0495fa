/**
 * A key that steps a value: once by a tap, and again and again while a finger holds it. A finger that merely rests on
 * it moves the value by a few steps only.
 */
import { useRef } from 'preact/hooks';
import { usePressTimer } from './press-timer.js';

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
  const press = usePressTimer();
  const steps = useRef(0);
  const again = () => {
    onStep();
    steps.current++;
    if (steps.current < MOST) press.start(NEXT_MS, again);
  };
  return (
    <button
      type="button"
      class={look}
      disabled={disabled}
      aria-label={label}
      {...press.ends}
      onPointerDown={(event) => {
        press.letSlideOff(event);
        steps.current = 0;
        press.start(HELD_MS, again);
      }}
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
