/** First visit: the musician's name. Instrument and own input follow in `setup.tsx`. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SessionAnswer } from '../../../wire/answers.js';
import { language, t } from '../../i18n/language.js';
import type { ApiError } from '../../link/api.js';
import { codeText } from '../../model/change-words.js';
import { usePage } from '../../model/page-context.js';
import { Choice, Field } from '../../shell/controls.js';

export function Welcome() {
  const page = usePage();
  const name = useSignal(page.identity.name.value);
  const busy = useSignal(false);
  const problem = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    const wanted = name.value.trim();
    if (wanted === '' || busy.value) return;
    busy.value = true;
    problem.value = '';
    try {
      page.screen.setupDone.value = false;
      await page.access.enter(wanted);
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
            <h1>{page.access.box.value?.name}</h1>
            <p class="quiet">{t('welcomeLine')}</p>
          </div>
        </div>
        <Invitation />
        <form class="card stack" onSubmit={submit}>
          <Field label={t('yourName')}>
            <input
              ref={field}
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
        {!page.storage.lasting && <p class="problem">{t('cannotStore', { address: location.host })}</p>}
        <Choice
          label={t('language')}
          value={language.value}
          options={page.screen.languages}
          onPick={page.screen.pickLanguage}
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
  const page = usePage();
  const text = useSignal('');
  useEffect(() => {
    if (page.band.invited === undefined) return;
    // The box sends the names of the members only to devices that have joined it.
    page.api.json<SessionAnswer>('GET', `/api/sessions/${page.band.invited}`).then(
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
