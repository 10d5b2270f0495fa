/** One musician on the desk: name, lock, place in the list, copy, reset, hand over, remove. */
import { useSignal } from '@preact/signals';
import type { Device } from '../../wire/messages.js';
import { figure, t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { AddLine } from '../shell/add-line.js';
import { Choice, Field } from '../shell/controls.js';
import { NameForm } from '../shell/name-form.js';
import { Sheet } from '../shell/sheet.js';
import { Sure } from '../shell/sure.js';
import { ago } from './ago.js';
import { type Act, PersonActions, type PersonSection } from './person-actions.js';

export function PersonSheet({ uuid, connected, onClose }: { uuid: string; connected: BoxLink; onClose: () => void }) {
  const page = usePage();
  const device = connected.device(uuid);
  if (device === undefined) return null;
  const act: Act = (topic, payload, done) => {
    connected.command(topic, payload).then(() => page.notices.notify(done), page.notices.tell);
  };
  const section = { device, connected, act };
  return (
    <Sheet title={device.displayName} onClose={onClose}>
      <div class="stack">
        <Facts device={device} now={connected.time.now()} />
        <NameForm
          label={t('nameOnDesk')}
          name={device.customName ?? ''}
          maxLength={40}
          placeholder={device.name}
          mayBeEmpty
          onSave={(name) => act(`device/${uuid}`, { action: 'rename', name: name || null }, t('saved'))}
        />
        {uuid !== connected.uuid && (
          <AddLine
            label={t('messageFor', { name: device.displayName })}
            button={t('send')}
            maxLength={300}
            onAdd={(text) =>
              connected
                .command('message', { action: 'send', to: [uuid], text })
                .then(() => page.notices.notify(t('sent')))
            }
          />
        )}
        <WhoMayMix {...section} />
        <PlaceInList {...section} />
        <OtherPerson {...section} />
        <PersonActions {...section} onClose={onClose} />
      </div>
    </Sheet>
  );
}

/** `now` by the box's clock. */
function Facts({ device, now }: { device: Device; now: number }) {
  return (
    <>
      <dl class="figures-list">
        <dt>{t('ownName')}</dt>
        <dd>{device.name}</dd>
        <dt>{t('aboutAddress')}</dt>
        <dd>{device.address || '–'}</dd>
        <dt>{t('reconnections')}</dt>
        <dd class="figures">{device.reconnections}</dd>
        <dt>{t('lastActivity')}</dt>
        <dd>{device.active ? t('now') : ago(device.lastSeen, now)}</dd>
        {device.ear != null && (
          <>
            <dt>{t('earDelay')}</dt>
            <dd class="figures">
              {t('earDelayWas', { n: figure(Math.round(device.ear.ms)), when: ago(device.ear.at, now) })}
            </dd>
          </>
        )}
      </dl>
      <p class="quiet small">{device.userAgent}</p>
      {!device.verified && <p class="small">{t('unverifiedWhy')}</p>}
    </>
  );
}

function WhoMayMix({ device, connected }: PersonSection) {
  const page = usePage();
  return (
    <div class="stack stack--tight">
      <strong>{t('whoMayMix')}</strong>
      <Choice
        label={t('whoMayMix')}
        value={device.lock ?? 'open'}
        options={[
          ['open', t('mixOpen')],
          ['engineer', t('mixEngineerOnly')],
          ['nobody', t('mixNobody')],
        ]}
        onPick={(lock) =>
          connected
            .command(`device/${device.uuid}`, { action: 'lock', lock: lock === 'open' ? null : lock })
            .catch(page.notices.tell)
        }
      />
    </div>
  );
}

function PlaceInList({ device, connected }: PersonSection) {
  const page = usePage();
  const move = (step: number) => {
    const next = connected.devices.value.map((one) => one.uuid);
    const at = next.indexOf(device.uuid);
    next.splice(at, 1);
    next.splice(Math.max(0, at + step), 0, device.uuid);
    connected.command('devices', { action: 'order', order: next }).catch(page.notices.tell);
  };
  return (
    <div class="row">
      <span class="grow">{t('placeInList')}</span>
      <button type="button" class="button button--icon" aria-label={t('moveUp')} onClick={() => move(-1)}>
        <Icon name="up" />
      </button>
      <button type="button" class="button button--icon" aria-label={t('moveDown')} onClick={() => move(1)}>
        <Icon name="down" />
      </button>
    </div>
  );
}

/** Copies another person's mix to this one, or hands everything over to another person. */
function OtherPerson({ device: { uuid }, connected, act }: PersonSection) {
  const other = useSignal('');
  const others = connected.devices.value.filter((one) => one.uuid !== uuid);
  if (others.length === 0) return null;
  return (
    <div class="stack stack--tight">
      <Field label={t('otherPerson')}>
        <select
          class="input"
          value={other.value}
          onChange={(event) => {
            other.value = event.currentTarget.value;
          }}
        >
          <option value="">–</option>
          {others.map((one) => (
            <option key={one.uuid} value={one.uuid}>
              {one.displayName}
            </option>
          ))}
        </select>
      </Field>
      <div class="row">
        <button
          type="button"
          class="button grow"
          disabled={other.value === ''}
          onClick={() => act(`preset/${uuid}`, { action: 'copy', from: other.value }, t('mixCopied'))}
        >
          <Icon name="copy" size={20} />
          {t('copyFrom')}
        </button>
        <Sure
          text={t('handOver')}
          disabled={other.value === ''}
          onSure={() => act(`device/${uuid}`, { action: 'handover', to: other.value }, t('handedOver'))}
        />
      </div>
    </div>
  );
}
