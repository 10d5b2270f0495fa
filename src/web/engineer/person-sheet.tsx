/** One musician on the desk: name, place in the list, copy, reset, hand over, remove. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { notify, tell } from '../model/notices.js';
import { Choice, Field } from '../shell/controls.js';
import { NameForm } from '../shell/name-form.js';
import { Sheet } from '../shell/sheet.js';
import { ago } from './ago.js';
import { Sure } from './sure.js';

export function PersonSheet({ uuid, connected, onClose }: { uuid: string; connected: BoxLink; onClose: () => void }) {
  const device = connected.devices.value.find((one) => one.uuid === uuid);
  const other = useSignal('');
  if (device === undefined) return null;
  const act = (topic: string, payload: Readonly<Record<string, unknown>>, done: string) =>
    connected.command(topic, payload).then(() => notify(done), tell);
  const order = connected.devices.value.map((one) => one.uuid);
  const move = (step: number) => {
    const at = order.indexOf(uuid);
    const next = [...order];
    next.splice(at, 1);
    next.splice(Math.max(0, at + step), 0, uuid);
    connected.command('devices', { action: 'order', order: next }).catch(tell);
  };
  const others = connected.devices.value.filter((one) => one.uuid !== uuid);
  return (
    <Sheet title={device.displayName} onClose={onClose}>
      <div class="stack">
        <dl class="figures-list">
          <dt>{t('ownName')}</dt>
          <dd>{device.name}</dd>
          <dt>{t('aboutAddress')}</dt>
          <dd>{device.address || '–'}</dd>
          <dt>{t('reconnections')}</dt>
          <dd class="figures">{device.reconnections}</dd>
          <dt>{t('lastActivity')}</dt>
          <dd>{device.active ? t('now') : ago(device.lastSeen)}</dd>
        </dl>
        <p class="quiet small">{device.userAgent}</p>
        {!device.verified && <p class="small">{t('unverifiedWhy')}</p>}
        <NameForm
          label={t('nameOnDesk')}
          name={device.customName ?? ''}
          maxLength={40}
          placeholder={device.name}
          mayBeEmpty
          onSave={(name) => act(`device/${uuid}`, { action: 'rename', name: name || null }, t('saved'))}
        />
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
              connected.command(`device/${uuid}`, { action: 'lock', lock: lock === 'open' ? null : lock }).catch(tell)
            }
          />
        </div>
        <div class="row">
          <span class="grow">{t('placeInList')}</span>
          <button type="button" class="button button--icon" aria-label={t('moveUp')} onClick={() => move(-1)}>
            <Icon name="up" />
          </button>
          <button type="button" class="button button--icon" aria-label={t('moveDown')} onClick={() => move(1)}>
            <Icon name="down" />
          </button>
        </div>
        {others.length > 0 && (
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
        )}
        <div class="row row--wrap">
          <Sure text={t('makeHouse')} onSure={() => act('house', { from: uuid }, t('houseSet'))} />
          <Sure text={t('resetMix')} onSure={() => act(`device/${uuid}`, { action: 'clear' }, t('saved'))} />
          {device.role === 'musician' ? (
            <Sure
              text={t('giveDesk')}
              onSure={() => act(`device/${uuid}`, { action: 'role', role: 'engineer' }, t('saved'))}
            />
          ) : (
            uuid !== connected.uuid && (
              <Sure
                text={t('takeDesk')}
                onSure={() => act(`device/${uuid}`, { action: 'role', role: 'musician' }, t('saved'))}
              />
            )
          )}
          {device.active && uuid !== connected.uuid && (
            <Sure
              danger
              text={t('disconnect')}
              onSure={() => act(`device/${uuid}`, { action: 'disconnect' }, t('disconnected'))}
            />
          )}
          {!device.active && (
            <Sure
              danger
              text={t('forget')}
              onSure={() => {
                onClose();
                act(`device/${uuid}`, { action: 'forget' }, t('forgotten'));
              }}
            />
          )}
        </div>
      </div>
    </Sheet>
  );
}
