/** Small controls used on several screens. */
import type { ComponentChildren } from 'preact';

/** One of a few, side by side: a radio group with arrow keys. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onPick,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
}) {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = options.findIndex(([key]) => key === value);
    const next = (now + step + options.length) % options.length;
    onPick(options[next][0]);
    const group = event.currentTarget as HTMLElement;
    (group.children[next] as HTMLElement).focus();
  };
  return (
    <div class="choice" role="radiogroup" aria-label={label} onKeyDown={move}>
      {options.map(([key, text]) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio cannot be a large flat button in every browser
        <button
          key={key}
          type="button"
          class="button"
          role="radio"
          aria-checked={key === value}
          tabIndex={key === value ? 0 : -1}
          onClick={() => onPick(key)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

export function Switch({
  label,
  hint,
  on,
  onChange,
  disabled = false,
}: {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      disabled={disabled}
      onClick={() => onChange(!on)}
    >
      <span class="grow">
        <span>{label}</span>
        {hint !== undefined && (
          <>
            <br />
            <span class="quiet small">{hint}</span>
          </>
        )}
      </span>
      <span class="switch__track" />
    </button>
  );
}

export function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}
