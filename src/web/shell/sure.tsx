/**
 * A button for actions that are hard to undo. The first touch asks; the answer is a button of its own, which takes no
 * touch at first. So a double tap only asks. The question stays until it is answered.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/language.js';

/** The answer takes no touch for this long, ms: longer than a double tap. */
const DEAF_MS = 600;

export function Sure({
  text,
  onSure,
  danger = false,
  disabled = false,
}: {
  text: string;
  onSure: () => void;
  danger?: boolean;
  disabled?: boolean;
}) {
  const asking = useSignal(false);
  if (!asking.value)
    return (
      <button
        type="button"
        class="button grow"
        disabled={disabled}
        onClick={() => {
          asking.value = true;
        }}
      >
        {text}
      </button>
    );
  return (
    <Question
      text={text}
      danger={danger}
      disabled={disabled}
      onSure={onSure}
      onDone={() => {
        asking.value = false;
      }}
    />
  );
}

/** A no, and a yes that takes no touch at first. */
export function Question({
  text,
  danger,
  disabled = false,
  onSure,
  onDone,
}: {
  text: string;
  danger: boolean;
  disabled?: boolean;
  onSure: () => void;
  onDone: () => void;
}) {
  const deaf = useSignal(true);
  useEffect(() => {
    const timer = setTimeout(() => {
      deaf.value = false;
    }, DEAF_MS);
    return () => clearTimeout(timer);
  }, [deaf]);
  return (
    <span class="row grow sure">
      <button type="button" class="button" onClick={onDone}>
        {t('leaveIt')}
      </button>
      <button
        type="button"
        class={`button grow ${danger ? 'button--danger' : 'button--warn'}`}
        disabled={disabled || deaf.value}
        onClick={() => {
          onDone();
          onSure();
        }}
      >
        {t('sure', { what: text })}
      </button>
    </span>
  );
}
