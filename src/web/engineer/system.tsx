/**
 * The system under the box: firmware from a stick, the own Wi-Fi for new phones, restart. Shown on the box alone; a
 * stage box that runs as a program on a computer has no such system.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { api } from '../link/api.js';
import { notify, tell } from '../model/notices.js';
import { Sure } from './sure.js';

interface Told {
  readonly state: string;
  readonly message: string;
}

interface System {
  readonly available: boolean;
  readonly update?: Told & { readonly running: string; readonly version?: string; readonly progress?: string };
  readonly data?: Told;
  readonly radio?: Told;
  readonly wifi?: { readonly ssid: string; readonly password: string; readonly page: string };
}

/** How often the box is asked, ms: a stick is a matter of seconds, and an installation of minutes. */
const ASK_EVERY_MS = 3000;

export function SystemCard() {
  const system = useSignal<System | undefined>(undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      // A box that does not answer just now keeps its last word.
      const told = await api<System>('GET', '/api/system').catch(() => system.value);
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

  const { available, update, data, radio, wifi } = system.value ?? { available: false };
  if (!available) return null;
  const request = (verb: string, body: object, done: string) =>
    api('POST', `/api/system/${verb}`, body).then(() => notify(done), tell);
  return (
    <section class="card stack stack--tight">
      <h2>{t('system')}</h2>
      {data !== undefined && data.state !== 'ok' && <p role="alert">{data.message}</p>}
      <h3>{t('firmware')}</h3>
      <p>{update?.message ?? t('firmwareHow')}</p>
      {update?.state === 'installing' && (
        <progress aria-label={t('firmware')} max={100} value={Number(update.progress ?? 0)} />
      )}
      {update?.state === 'offered' && (
        <Sure text={t('firmwareInstall')} onSure={() => request('install-update', {}, t('firmwareStarted'))} />
      )}
      {wifi !== undefined && (
        <dl class="figures-list">
          <dt>{t('wifiName')}</dt>
          <dd>{wifi.ssid}</dd>
          <dt>{t('wifiPassword')}</dt>
          <dd>
            <code>{wifi.password}</code>
          </dd>
          <dt>{t('wifiState')}</dt>
          <dd>{radio?.message}</dd>
        </dl>
      )}
      <Sure danger text={t('restartBox')} onSure={() => request('reboot', {}, t('restarting'))} />
    </section>
  );
}
