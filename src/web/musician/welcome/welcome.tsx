/** First visit: the musician's name. Instrument and own input follow in `setup.tsx`. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { language, pickLanguage, t } from '../../i18n/language.js';
import type { ApiError } from '../../link/api.js';
import { api } from '../../link/api.js';
import { canStore } from '../../link/storage.js';
import { box, enter, myName } from '../../model/app.js';
import { codeText } from '../../model/notices.js';
import { setupDone } from '../../model/screen.js';
import { invited } from '../../model/session.js';
import { Choice, Field } from '../../shell/controls.js';

export function Welcome() {
  const name = useSignal(myName.value);
  const busy = useSignal(false);
  const problem = useSignal('');
  const submit = async (event?: Event) => {
    event?.preventDefault();
    const wanted = name.value.trim();
    if (wanted === '' || busy.value) return;
    busy.value = true;
    problem.value = '';
    try {
      setupDone.value = false;
      await enter(wanted);
    } catch (error) {
      const { code, message, againMs } = error as Partial<ApiError>;
      if (againMs !== undefined) {
        problem.value = t('boxBusyHint');
        setTimeout(() => {
          busy.value = false;
          void submit();
        }, againMs);
        return;
      }
      problem.value = codeText(code, message);
    }
    busy.value = false;
  };
  return (
    <main class="welcome">
      <div class="welcome__inner stack">
        <div class="row">
          <img src="/icon.svg" width="56" height="56" alt="" />
          <div class="grow">
            <h1>{box.value?.name}</h1>
            <p class="quiet">{t('welcomeLine')}</p>
          </div>
        </div>
        <Invitation />
        <form class="card stack" onSubmit={submit}>
          <Field label={t('yourName')}>
            <input
              class="input"
              value={name.value}
              maxLength={40}
              autoComplete="nickname"
              enterKeyHint="go"
              onInput={(event) => {
                name.value = event.currentTarget.value;
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
            disabled={name.value.trim() === '' || busy.value}
          >
            {t('start')}
          </button>
        </form>
        {!canStore && <p class="problem">{t('cannotStore', { address: location.host })}</p>}
        <Choice
          label={t('language')}
          value={language.value}
          options={[
            ['en', 'English'],
            ['es', 'Español'],
          ]}
          onPick={pickLanguage}
        />
      </div>
    </main>
  );
}

/**
 * Shows a visitor with a session's link which session it is before joining,
 * or that there is none. Only devices that joined the box see its members.
 */
function Invitation() {
  const text = useSignal('');
  useEffect(() => {
    if (invited === undefined) return;
    // The box sends the names of the members only to devices that have joined it.
    api<{ name: string; count: number }>('GET', `/api/sessions/${invited}`).then(
      ({ name, count }) => {
        text.value = t(count === 0 ? 'sessionInviteEmpty' : 'sessionInvite', { name, n: count });
      },
      (error: unknown) => {
        const { code, message } = error as { code?: string; message?: string };
        text.value = codeText(code, message);
      },
    );
  }, [text]);
  return text.value === '' ? null : (
    <p class="card" role="status">
      {text.value}
    </p>
  );
}
