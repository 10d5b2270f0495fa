/**
 * The system under the box: firmware from a stick, the box's own Wi-Fi and its settings, clock, restart,
 * factory reset. Only the box has it; a stage box that runs as a program on a computer has no such system.
 */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SystemAnswer, SystemReport, UpdateReport } from '../../../wire/answers.js';
import { hasText, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Sure } from '../../shell/sure.js';
import { span } from '../ago.js';
import { FactoryReset } from './factory-reset.js';
import { WifiForm } from './wifi.js';

/** How often the box is asked, ms: a stick takes seconds, an installation takes minutes. */
const ASK_EVERY_MS = 3000;
/** The box has no Internet to set its clock. From this difference on, the page offers the phone's time, ms. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The page's words for a state of the system; the system's own if the page has none. */
function words(
  kind: 'firmware' | 'data' | 'radio',
  told: SystemReport,
  values: Readonly<Record<string, string>> = {},
): string {
  const key = `${kind}_${told.state}`;
  return hasText(key) ? t(key, { why: told.message, ...values }) : told.message;
}

export function SystemCard({ connected }: { connected: BoxLink }) {
  const request = useRequest();
  const page = usePage();
  const system = useSignal<SystemAnswer | undefined>(undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      // A box that does not answer now keeps the state it last reported.
      const told = await page.api.json<SystemAnswer>('GET', '/api/system').catch(() => system.value);
      if (over) return;
      system.value = told;
      if (told?.available !== false) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [system]);

  const told = system.value;
  if (told?.available !== true) return null;
  const { update, data, radio, wifi, wifiSettings, wifiCountries } = told;
  return (
    <section class="card stack stack--tight">
      <h2>{t('system')}</h2>
      {data !== undefined && data.state !== 'ok' && (
        <p class="problem row" role="alert">
          <Icon name="alert" />
          <span>{words('data', data)}</span>
        </p>
      )}
      <h3>{t('firmware')}</h3>
      <Firmware update={update} />
      {wifi !== undefined && (
        <>
          <h3>{t('wifiName')}</h3>
          <dl class="figures-list">
            <dt>{t('wifiNetwork')}</dt>
            <dd>{wifi.ssid}</dd>
            <dt>{t('wifiPassword')}</dt>
            <dd>
              <code>{wifi.password}</code>
            </dd>
            <dt>{t('wifiPage')}</dt>
            <dd>{wifi.page}</dd>
            {radio !== undefined && (
              <>
                <dt>{t('wifiState')}</dt>
                <dd>{words('radio', radio)}</dd>
              </>
            )}
          </dl>
        </>
      )}
      {wifiSettings !== undefined && radio?.state !== 'none' && (
        <details>
          <summary class="list__item">{t('wifiSettings')}</summary>
          <WifiForm
            now={wifiSettings}
            countries={wifiCountries}
            onSent={(sent) => {
              system.value = { ...told, wifiSettings: sent };
            }}
          />
        </details>
      )}
      <Clock connected={connected} />
      <Sure danger text={t('restartBox')} onSure={() => request('reboot', {}, t('restarting'))} />
      <FactoryReset version={update?.running ?? page.access.box.value?.version ?? ''} />
    </section>
  );
}

/** Asks the system for something, and shows `done` once it has begun. */
function useRequest(): (verb: string, body: object, done: string) => void {
  const { api, notices } = usePage();
  return (verb, body, done) => {
    api.json('POST', `/api/system/${verb}`, body).then(() => notices.notify(done), notices.tell);
  };
}

function Firmware({ update }: { update: UpdateReport | undefined }) {
  const request = useRequest();
  if (update === undefined) return <p>{t('firmwareHow')}</p>;
  const { state, running, version = '', progress = '0', givenUp } = update;
  return (
    <>
      <p role="status">{words('firmware', update, { version, progress })}</p>
      {state === 'offered' && givenUp !== undefined && <p>{t('firmwareGivenUp', { why: givenUp })}</p>}
      {state === 'installing' && <progress aria-label={t('firmware')} max={100} value={Number(progress)} />}
      <dl class="figures-list">
        <dt>{t('firmwareRunning')}</dt>
        <dd class="figures">{running}</dd>
        {state === 'offered' && (
          <>
            <dt>{t('firmwareOffered')}</dt>
            <dd class="figures">{version}</dd>
          </>
        )}
      </dl>
      {state === 'offered' && (
        <Sure text={t('firmwareInstall')} onSure={() => request('install-update', {}, t('firmwareStarted'))} />
      )}
    </>
  );
}

/** Compared once; a wrong clock is set from the engineer's device. */
function Clock({ connected }: { connected: BoxLink }) {
  const request = useRequest();
  const offset = useSignal(0);
  useEffect(() => {
    connected.commandOnceHere('ping', {}).then(
      ({ wall }) => {
        offset.value = Number(wall) - Date.now();
      },
      () => undefined,
    );
  }, [connected, offset]);
  if (Math.abs(offset.value) < CLOCK_TOLERANCE_MS) return null;
  return (
    <div class="stack stack--tight">
      <p class="problem">{t('clockWrong', { what: span(Math.abs(offset.value)) })}</p>
      <button
        type="button"
        class="button"
        onClick={() => {
          request('set-time', { seconds: Math.round(Date.now() / 1000) }, t('clockIsSet'));
          offset.value = 0;
        }}
      >
        {t('clockSet')}
      </button>
    </div>
  );
}
