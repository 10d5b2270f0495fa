/** A button for actions that are hard to undo: the first touch asks, the second acts. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/language.js';

/** How long the question stays, ms. */
const ASK_MS = 4000;

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
  useEffect(() => {
    if (!asking.value) return undefined;
    const timer = setTimeout(() => {
      asking.value = false;
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [asking.value, asking]);
  return (
    <button
      type="button"
      class={`button grow ${asking.value ? (danger ? 'button--danger' : 'button--main') : ''}`}
      disabled={disabled}
      onClick={() => {
        if (asking.value) onSure();
        asking.value = !asking.value;
      }}
    >
      {asking.value ? t('sure', { what: text }) : text}
    </button>
  );
}
