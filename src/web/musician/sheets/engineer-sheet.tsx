/** The engineer's PIN. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { span } from '../../engineer/ago.js';
import { t } from '../../i18n/language.js';
import { ApiError } from '../../link/api.js';
import { codeText } from '../../model/change-words.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';

export function EngineerSheet() {
  const page = usePage();
  const pin = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal('');
  /** After too many wrong PINs: until when none is accepted, by `performance.now()`, and the seconds left. */
  const waitUntil = useSignal(0);
  const left = useSignal(0);
  useEffect(() => {
    if (waitUntil.value === 0) return undefined;
    const timer = setInterval(() => {
      left.value = Math.max(0, Math.ceil((waitUntil.peek() - performance.now()) / 1000));
      if (left.peek() > 0) return;
      waitUntil.value = 0;
      problem.value = '';
    }, 250);
    return () => clearInterval(timer);
  }, [waitUntil.value]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    try {
      await page.access.becomeEngineer(pin.value.trim());
      page.screen.closeSheet();
      page.screen.go('desk', 'people');
    } catch (error) {
      problem.value = error instanceof ApiError ? codeText(error.code, error.message) : t('somethingWrong');
      const waitMs = error instanceof ApiError ? Number(error.details.retryAfterMs ?? 0) : 0;
      if (waitMs > 0) {
        waitUntil.value = performance.now() + waitMs;
        left.value = Math.ceil(waitMs / 1000);
      }
      pin.value = '';
    }
    busy.value = false;
  };
  return (
    <Sheet title={t('engineerTitle')} onClose={page.screen.closeSheet}>
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
        <button
          type="submit"
          class="button button--main button--tall"
          disabled={pin.value.length !== 6 || busy.value || left.value > 0}
        >
          {left.value > 0 ? t('pinWait', { time: span(left.value * 1000) }) : t('enterDesk')}
        </button>
      </form>
    </Sheet>
  );
}
