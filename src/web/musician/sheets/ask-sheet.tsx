/** Requests to the engineer: free text here, a single channel from its own sheet. */
import { useSignal } from '@preact/signals';
import { t } from '../../i18n/language.js';
import { askInMyLanguage, QUICK_ASKS } from '../../model/ask-words.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';
import { askInWords } from './ask.js';

export function AskSheet() {
  const page = usePage();
  const text = useSignal('');
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const waiting = connected.asks.value.filter((ask) => ask.uuid === connected.mine.value);
  return (
    <Sheet title={t('askTitle')} onClose={page.screen.closeSheet}>
      <div class="stack">
        <div class="row row--wrap">
          {QUICK_ASKS.map((key) => (
            <button
              key={key}
              type="button"
              class="button button--outline"
              disabled={!connected.reached.value}
              onClick={() => askInWords(page, connected, t(key))}
            >
              {t(key)}
            </button>
          ))}
        </div>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.value.trim() !== '') askInWords(page, connected, text.value.trim());
          }}
        >
          <Field label={t('askWords')}>
            <textarea
              class="input"
              maxLength={200}
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
              }}
            />
          </Field>
          <button
            type="submit"
            class="button button--main"
            disabled={text.value.trim() === '' || !connected.reached.value}
          >
            {t('askSend')}
          </button>
        </form>
        <p class="quiet small">{t('askHint')}</p>
        {waiting.length > 0 && (
          <ul class="list">
            {waiting.map((ask) => (
              <li key={ask.id} class="list__item">
                <span class="grow">{askInMyLanguage(ask.text)}</span>
                <span class="badge">{t('askWaiting')}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}
