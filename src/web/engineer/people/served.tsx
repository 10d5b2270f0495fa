/** How a person's sound comes to them: quality, delay, device, packets. */

import type { ListenerHealth } from '../../../wire/answers.js';
import type { Device } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { gradeText } from '../../musician/listen-words.js';
import { useDesk } from '../desk-context.js';
import { deviceWords } from '../device-words.js';
import { judge } from '../health.js';
import { LinkQuality } from '../link-quality.js';
import { NO_TROUBLE } from '../recent-trouble.js';
import { type ServedWords, servedWords } from '../served-words.js';

export function Served({
  device,
  listener,
  connected,
}: {
  device: Device;
  listener: ListenerHealth | undefined;
  connected: BoxLink;
}) {
  const desk = useDesk();
  const parts: string[] = [
    deviceWords(device.userAgent) || t(device.type === 'web' ? 'typeWeb' : 'typeNative'),
    device.address,
  ];
  if (listener !== undefined && listener.mix !== device.uuid && listener.mix !== device.mirrors)
    parts.push(t('hearsMixOf', { name: connected.device(listener.mix ?? '')?.displayName ?? '?' }));
  const air = desk.radio.value?.listeners.find((one) => one.device === device.uuid && one.kind === listener?.kind);
  const trouble = desk.trouble.value.get(device.uuid) ?? NO_TROUBLE;
  const served = listener && servedWords(listener, air, trouble.madeUp);
  // Two lines whatever they say: other cards stay where they are.
  return (
    <div class="served quiet small">
      <p class="served__link">
        {!device.active && <strong>{t('linkBroken')}</strong>}
        {listener !== undefined && <LinkQuality judgement={judge(listener, trouble)} />}
        <Delay delay={served?.delay} />
      </p>
      <p class="served__details">
        <span>{parts.filter((part) => part !== '').join(' · ')}</span>{' '}
        {served !== undefined && <span>{served.details.join(' · ')}</span>}
      </p>
    </div>
  );
}

/** The delay in figures and colour; nothing where the client reports none. */
export function Delay({ delay }: { delay: ServedWords['delay'] }) {
  if (delay === undefined) return null;
  return (
    <span class="figures">
      <span class={`delay-mark delay-mark--${delay.grade}`} title={gradeText(delay.grade)} />
      {delay.text}
    </span>
  );
}
