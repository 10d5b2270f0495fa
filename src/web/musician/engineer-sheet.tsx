/** The engineer's PIN. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { ApiError } from '../link/api.js';
import { becomeEngineer } from '../model/app.js';
import { codeText } from '../model/notices.js';
import { closeSheet, go } from '../model/screen.js';
import { Field } from '../shell/controls.js';
import { Sheet } from '../shell/sheet.js';

export function EngineerSheet() {
  const pin = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal('');
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    try {
      await becomeEngineer(pin.value.trim());
      closeSheet();
      go('desk', 'people');
    } catch (error) {
      problem.value = error instanceof ApiError ? codeText(error.code, error.message) : t('somethingWrong');
      pin.value = '';
    }
    busy.value = false;
  };
  return (
    <Sheet title={t('engineerTitle')} onClose={closeSheet}>
      <form class="stack" onSubmit={submit}>
        <p class="quiet">{t('pinHint')}</p>
        <Field label={t('pin')}>
          <input
            class="input input--pin"
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            value={pin.value}
            onInput={(event) => {
              pin.value = event.currentTarget.value.replace(/\D/g, '');
            }}
          />
        </Field>
        {problem.value !== '' && (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        )}
        <button type="submit" class="button button--main button--tall" disabled={pin.value.length !== 6 || busy.value}>
          {t('enterDesk')}
        </button>
      </form>
    </Sheet>
  );
}
