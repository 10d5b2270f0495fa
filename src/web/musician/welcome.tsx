/** First visit: name, instrument, and own input, picked by hand or by playing. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { hasText, language, pickLanguage, t } from '../i18n/language.js';
import { ChannelIcon } from '../icons/icon.js';
import type { ApiError } from '../link/api.js';
import { api } from '../link/api.js';
import { canStore } from '../link/storage.js';
import { box, enter, link, myName } from '../model/app.js';
import { FAMILIES, type Family, familyOf } from '../model/families.js';
import { codeText } from '../model/notices.js';
import { setupDone } from '../model/screen.js';
import { invited } from '../model/session.js';
import { Choice, Field } from '../shell/controls.js';
import { ChannelPicker } from './channel-picker.js';
import { startingMix } from './starting-mix.js';

const ROLE_ICON: Readonly<Record<Family, string>> = {
  vocals: 'vocal',
  guitars: 'guitar',
  bass: 'bass',
  drums: 'snare',
  keys: 'keys',
  winds: 'sax',
  strings: 'violin',
  tracks: 'track',
  others: 'mic',
};

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

/** After the name: instrument and own input. Both may be skipped; the menu has them too. */
export function Setup() {
  const role = useSignal<Family | undefined>(undefined);
  const chosen = useSignal<readonly number[]>(link.value?.me.value?.own ?? []);
  const connected = link.value;
  useEffect(() => {
    document.querySelector<HTMLElement>('.welcome h1')?.focus();
  }, [role.value]);
  if (connected === undefined) return null;
  const finish = () => {
    if (chosen.value.length > 0)
      connected
        .commandOnceHere(`device/${connected.uuid}`, { action: 'own', channels: chosen.value })
        .catch(() => undefined);
    if (role.value !== undefined)
      connected
        .mix(connected.uuid)
        .set(startingMix(role.value, connected.channels.value, chosen.value), 'starting-mix');
    setupDone.value = true;
  };
  const skip = () => {
    setupDone.value = true;
  };
  return (
    <main class="welcome">
      <div class="welcome__inner stack">
        {role.value === undefined ? (
          <>
            <div>
              <h1 tabIndex={-1}>{t('whatDoYouPlay')}</h1>
              <p class="quiet">{t('whatDoYouPlayHint')}</p>
            </div>
            <div class="roles">
              {FAMILIES.map((family) => (
                <button
                  key={family}
                  type="button"
                  class="role"
                  onClick={() => {
                    role.value = family;
                    const fitting = connected.channels.value.filter((channel) => familyOf(channel) === family);
                    if (fitting.length === 1 && chosen.value.length === 0) chosen.value = [fitting[0].index];
                  }}
                >
                  <ChannelIcon icon={ROLE_ICON[family]} size={34} />
                  <span>{hasText(`role_${family}`) ? t(`role_${family}`) : family}</span>
                </button>
              ))}
            </div>
            <button type="button" class="button button--plain" onClick={skip}>
              {t('skip')}
            </button>
          </>
        ) : (
          <>
            <div>
              <h1 tabIndex={-1}>{t('whichIsMe')}</h1>
              <p class="quiet">{t('whichIsMeHint')}</p>
            </div>
            <ChannelPicker
              connected={connected}
              chosen={chosen.value}
              first={role.value}
              onChange={(next) => (chosen.value = next)}
            />
            <div class="welcome__foot">
              <button
                type="button"
                class="button"
                onClick={() => {
                  role.value = undefined;
                }}
              >
                {t('back')}
              </button>
              <button type="button" class="button button--main button--tall grow" onClick={finish}>
                {t(chosen.value.length === 0 ? 'continueWithout' : 'makeMyMix')}
              </button>
            </div>
          </>
        )}
      </div>
    </main>
  );
}
