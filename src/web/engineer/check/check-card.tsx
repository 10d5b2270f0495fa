/** The check before the show: rings every phone, and lists who hears it. The results stay until they are closed. */
import type { Check } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Sure } from '../../shell/sure.js';
import { type CheckState, checkState } from './check-state.js';

/** Who needs help comes first. */
const ORDER: readonly CheckState[] = ['absent', 'rings', 'heard', 'listening'];

export function CheckCard({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const check = connected.check.value;
  const away = !connected.reached.value;
  const send = (action: 'start' | 'close') => void connected.command('check', { action }).catch(page.notices.tell);
  if (check === null)
    return (
      <div class="row">
        <Sure text={t('ringAll')} disabled={away} onSure={() => send('start')} />
      </div>
    );
  const heard = check.people.filter(({ heardAt }) => heardAt !== null).length;
  return (
    <section class="card stack stack--tight" aria-label={t('checkTitle')}>
      <div class="row row--wrap">
        <h2 class="grow">{t('checkTitle')}</h2>
        <strong role="status">{t('checkCount', { n: heard, all: check.people.length })}</strong>
      </div>
      <People check={check} connected={connected} />
      <div class="row">
        <Sure text={t('ringAgain')} disabled={away} onSure={() => send('start')} />
        <button type="button" class="button" disabled={away} onClick={() => send('close')}>
          <Icon name="close" size={20} />
          {t('checkClose')}
        </button>
      </div>
    </section>
  );
}

function People({ check, connected }: { check: Check; connected: BoxLink }) {
  const devices = new Map(connected.devices.value.map((device) => [device.uuid, device]));
  const rows = check.people.map((person) => {
    const device = devices.get(person.uuid);
    return { uuid: person.uuid, name: device?.displayName ?? '?', state: checkState(person, device?.active === true) };
  });
  rows.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name));
  return (
    <ul class="list">
      {rows.map(({ uuid, name, state }) => (
        <li key={uuid} class="list__item">
          <Icon name={state === 'listening' ? 'check' : 'alert'} size={20} />
          <strong>{name}</strong>
          <span class="grow quiet">{t(`check_${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}
