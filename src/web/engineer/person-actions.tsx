/** Buttons on a person's sheet for actions that are hard to undo. */

import type { Device } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { Sure } from '../shell/sure.js';

/** Sends a command about a person, and shows `done` when it has taken effect. */
export type Act = (topic: string, payload: Readonly<Record<string, unknown>>, done: string) => void;

/** What each section of a person's sheet needs. */
export interface PersonSection {
  readonly device: Device;
  readonly connected: BoxLink;
  readonly act: Act;
}

export function PersonActions({ device, connected, act, onClose }: PersonSection & { onClose: () => void }) {
  const { uuid } = device;
  const topic = `device/${uuid}`;
  const itself = uuid === connected.uuid;
  return (
    <div class="row row--wrap">
      <Sure text={t('makeHouse')} onSure={() => act('house', { from: uuid }, t('houseSet'))} />
      <Sure text={t('resetMix')} onSure={() => act(topic, { action: 'clear' }, t('mixReset'))} />
      {device.role === 'musician' ? (
        <Sure text={t('giveDesk')} onSure={() => act(topic, { action: 'role', role: 'engineer' }, t('roleChanged'))} />
      ) : (
        !itself && (
          <Sure
            text={t('takeDesk')}
            onSure={() => act(topic, { action: 'role', role: 'musician' }, t('roleChanged'))}
          />
        )
      )}
      {device.active && !itself && (
        <Sure danger text={t('disconnect')} onSure={() => act(topic, { action: 'disconnect' }, t('disconnected'))} />
      )}
      {!device.active && (
        <Sure
          danger
          text={t('forget')}
          onSure={() => {
            onClose();
            act(topic, { action: 'forget' }, t('forgotten'));
          }}
        />
      )}
    </div>
  );
}
