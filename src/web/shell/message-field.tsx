/** Where a message is written. */
import type { Signal } from '@preact/signals';
import { t } from '../i18n/language.js';

export function MessageField({ label, text }: { label: string; text: Signal<string> }) {
  return (
    <input
      class="input"
      aria-label={label}
      placeholder={t('message')}
      maxLength={300}
      value={text.value}
      onInput={(event) => {
        text.value = event.currentTarget.value;
      }}
    />
  );
}
