/**
 * The box's radio: its own Wi-Fi (country, band, channel, security), a network to join, or off. Changes are
 * gathered and sent at once after a question, since every device on this Wi-Fi loses its connection meanwhile.
 */

import { useSignal } from '@preact/signals';
import type { WifiSettings } from '../../../wire/answers.js';
import { hasText, language, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { ApiError } from '../../link/api.js';
import { usePage } from '../../model/page-context.js';
import { Choice, Field } from '../../shell/controls.js';
import { Sure } from '../../shell/sure.js';
import { Country, Noted, type Problem, Row } from './wifi-fields.js';
import { Join } from './wifi-join.js';
import { changed, channelsOf, isOpen, lacksPassword, type WifiDraft, wifiRequest } from './wifi-plan.js';

/** The error of one field. The box's own message stands in where the page has no text for the field. */
function problemOf({ details, message }: ApiError): Problem {
  const path = String(details.path);
  const key = `wifiBad_${path}`;
  return { path, text: hasText(key) ? t(key) : message };
}

export function WifiForm({
  now,
  countries,
  onSent,
}: {
  now: WifiSettings;
  countries: readonly string[] | undefined;
  /** The box has accepted the change; `now` follows when the box reports it. */
  onSent: (settings: WifiSettings) => void;
}) {
  const page = usePage();
  const draft = useSignal<WifiDraft>({});
  const problem = useSignal<Problem | undefined>(undefined);
  const view = { ...now, ...draft.value };
  const set = (change: WifiDraft) => {
    draft.value = changed(draft.value, change);
    problem.value = undefined;
  };
  const ask = wifiRequest(now, draft.value);
  const send = async () => {
    if (lacksPassword(now, draft.value)) {
      problem.value = { path: 'join_password', text: t('wifiBad_join_password') };
      return;
    }
    try {
      await page.api.json('POST', '/api/system/wifi', ask);
    } catch (error) {
      if (error instanceof ApiError && error.details.path !== undefined) problem.value = problemOf(error);
      else page.notices.tell(error);
      return;
    }
    const { join_password, open, ...settings } = draft.value;
    const isSet = view.mode === 'join' ? !isOpen(now, draft.value) : now.join_password_set;
    draft.value = {};
    page.notices.notify(t('wifiChanging'));
    onSent({ ...now, ...settings, join_password_set: isSet });
  };
  return (
    <div class="stack">
      <Mode value={view.mode} set={set} />
      {view.mode !== 'off' && (
        <Noted hint={t('wifiCountryHint')} problem={problemAt(problem.value, 'country')}>
          {(notes) => (
            <Country value={view.country} countries={countries} notes={notes} onPick={(country) => set({ country })} />
          )}
        </Noted>
      )}
      {view.mode === 'access-point' && <AccessPoint view={view} problem={problem.value} set={set} />}
      {view.mode === 'join' && <Join now={now} draft={draft.value} problem={problem.value} onChange={set} />}
      {ask !== undefined && <Warning view={view} problem={problem.value} />}
      <Sure danger text={t('wifiChange')} disabled={ask === undefined} onSure={() => void send()} />
    </div>
  );
}

const problemAt = (problem: Problem | undefined, path: string) => (problem?.path === path ? problem : undefined);

type Change = (change: WifiDraft) => void;

function Mode({ value, set }: { value: WifiSettings['mode']; set: Change }) {
  return (
    <Field label={t('wifiMode')}>
      <select
        class="input"
        value={value}
        onChange={(event) => set({ mode: event.currentTarget.value as WifiSettings['mode'] })}
      >
        {(['access-point', 'join', 'off'] as const).map((mode) => (
          <option key={mode} value={mode}>
            {t(`wifiMode_${mode}`)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The box's own network: band, channel, security. */
function AccessPoint({ view, problem, set }: { view: WifiSettings; problem: Problem | undefined; set: Change }) {
  return (
    <>
      <Row label={t('wifiBand')} hint={t('wifiBandHint')}>
        <Choice
          label={t('wifiBand')}
          value={view.band}
          options={[
            ['5', '5 GHz'],
            ['2.4', language.value === 'es' ? '2,4 GHz' : '2.4 GHz'],
          ]}
          onPick={(band) => set({ band })}
        />
      </Row>
      <Noted hint={t('wifiChannelHint')} problem={problemAt(problem, 'channel')}>
        {(notes) => (
          <Field label={t('wifiChannel')}>
            <select
              {...notes}
              class="input"
              value={view.channel}
              onChange={(event) => set({ channel: event.currentTarget.value })}
            >
              {channelsOf(view.band, view.channel).map((channel) => (
                <option key={channel} value={channel}>
                  {channel === 'auto' ? t('wifiChannelAuto') : channel}
                </option>
              ))}
            </select>
          </Field>
        )}
      </Noted>
      <Row label={t('wifiSecurity')} hint={t('wifiSecurityHint')}>
        <Choice
          label={t('wifiSecurity')}
          value={view.security}
          options={[
            ['wpa3', t('wifiSecurity_wpa3')],
            ['wpa2', t('wifiSecurity_wpa2')],
          ]}
          onPick={(security) => set({ security })}
        />
      </Row>
    </>
  );
}

/** Says which devices lose their connection, and shows an error that belongs to no field. */
function Warning({ view, problem }: { view: WifiSettings; problem: Problem | undefined }) {
  const cut = view.mode === 'join' ? 'wifiCutJoin' : view.mode === 'off' ? 'wifiCutOff' : 'wifiCut';
  return (
    <>
      <p class="problem row">
        <Icon name="alert" />
        <span class="grow">{t(cut, { ssid: view.join_ssid ?? '' })}</span>
      </p>
      {problem !== undefined && !FIELDS.includes(problem.path) && (
        <p class="problem" role="alert">
          {problem.text}
        </p>
      )}
    </>
  );
}

/** The fields that show their own error. */
const FIELDS: readonly string[] = ['country', 'channel', 'join_ssid', 'join_password'];
