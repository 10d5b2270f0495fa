/** The network to join: its name, and its password unless it has none. */

import { useSignal } from '@preact/signals';
import type { WifiSettings } from '../../../wire/answers.js';
import { t } from '../../i18n/language.js';
import { Field, Switch } from '../../shell/controls.js';
import { Noted, type Problem } from './wifi-fields.js';
import { isOpen, lacksPassword, type WifiDraft } from './wifi-plan.js';

export function Join({
  now,
  draft,
  problem,
  onChange,
}: {
  now: WifiSettings;
  draft: WifiDraft;
  problem: Problem | undefined;
  onChange: (change: WifiDraft) => void;
}) {
  const shown = useSignal(false);
  const of = (path: string) => (problem?.path === path ? problem : undefined);
  const open = isOpen(now, draft);
  const plain = { class: 'input', autocomplete: 'off', autocapitalize: 'none', spellcheck: false } as const;
  return (
    <>
      <Noted problem={of('join_ssid')}>
        {(notes) => (
          <Field label={t('wifiJoinName')}>
            <input
              {...plain}
              {...notes}
              maxLength={32}
              value={draft.join_ssid ?? now.join_ssid ?? ''}
              onInput={(event) => onChange({ join_ssid: event.currentTarget.value })}
            />
          </Field>
        )}
      </Noted>
      <Switch label={t('wifiJoinOpen')} on={open} onChange={(on) => onChange({ open: on })} />
      {!open && (
        <Noted problem={of('join_password')}>
          {(notes) => (
            <div class="row row--end">
              <div class="grow">
                <Field label={t('wifiJoinPassword')}>
                  <input
                    {...plain}
                    {...notes}
                    // Preact's types know each of the two kinds, but no type that changes.
                    type={(shown.value ? 'text' : 'password') as 'password'}
                    maxLength={63}
                    placeholder={lacksPassword(now, { ...draft, mode: 'join' }) ? '' : t('wifiJoinKept')}
                    value={draft.join_password ?? ''}
                    onInput={(event) => onChange({ join_password: event.currentTarget.value })}
                  />
                </Field>
              </div>
              <button
                type="button"
                class="button"
                onClick={() => {
                  shown.value = !shown.value;
                }}
              >
                {t(shown.value ? 'wifiHide' : 'wifiShow')}
                <span class="visually-hidden"> {t('wifiPassword')}</span>
              </button>
            </div>
          )}
        </Noted>
      )}
    </>
  );
}
