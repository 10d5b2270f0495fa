/** "Are you this Ana?" on a new phone, and "Is this you?" on the old one. */
import { useSignal } from '@preact/signals';
import type { Device } from '../../wire/messages.js';
import { language, t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { claimers, namesakes } from '../model/two-phones.js';

/** Kept for the uuids of people that somebody said they are not. */
const NOT_ME_KEY = 'fichatech_web_not_me';

/** In the own mix only. */
export function TwoPhones({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const devices = connected.devices.value;
  const me = connected.me.value;
  const notMe = useSignal<readonly string[]>(page.storage.recallJson<readonly string[]>(NOT_ME_KEY, []));
  if (!page.shown.mine.value || me === undefined) return null;
  const claimed = me.claims === null ? undefined : devices.find(({ uuid }) => uuid === me.claims);
  const [namesake] = namesakes(me, devices).filter(({ uuid }) => !notMe.value.includes(uuid));
  return (
    <>
      {claimers(me.uuid, devices).map((other) => (
        <IsThisYou key={other.uuid} other={other} connected={connected} />
      ))}
      {claimed !== undefined ? (
        <Claiming of={claimed} connected={connected} />
      ) : (
        namesake !== undefined && (
          <AreYouThis
            other={namesake}
            connected={connected}
            onNo={() => {
              notMe.value = [...notMe.value, namesake.uuid];
              page.storage.keep(NOT_ME_KEY, JSON.stringify(notMe.value));
            }}
          />
        )
      )}
    </>
  );
}

/** On the new phone. */
function AreYouThis({ other, connected, onNo }: { other: Device; connected: BoxLink; onNo: () => void }) {
  const page = usePage();
  const claim = () =>
    connected.command(`device/${connected.uuid}`, { action: 'claim', of: other.uuid }).catch(page.notices.tell);
  return (
    <div class="banner" role="status">
      <span>
        {t(other.active ? 'areYouThisHere' : 'areYouThis', {
          name: other.displayName,
          when: lastSeen(other, connected.time.now()),
        })}
      </span>
      <button type="button" class="button" onClick={() => void claim()}>
        {t('thatsMe')}
      </button>
      <button type="button" class="button" onClick={onNo}>
        {t('notMe')}
      </button>
    </div>
  );
}

/** On the new phone, while nobody has answered. */
function Claiming({ of, connected }: { of: Device; connected: BoxLink }) {
  const page = usePage();
  return (
    <div class="banner" role="status">
      <span>{t(of.active ? 'claimingHere' : 'claiming')}</span>
      <button
        type="button"
        class="button"
        onClick={() =>
          connected.command(`device/${connected.uuid}`, { action: 'claim', of: null }).catch(page.notices.tell)
        }
      >
        {t('takeBack')}
      </button>
    </div>
  );
}

/** On the old phone. */
function IsThisYou({ other, connected }: { other: Device; connected: BoxLink }) {
  const page = usePage();
  const answer = (action: 'handover' | 'refuse') =>
    connected.command(`device/${connected.uuid}`, { action, to: other.uuid }).catch(page.notices.tell);
  return (
    <div class="banner" role="alert">
      <span>{t('movedPhone', { name: other.displayName })}</span>
      <button type="button" class="button" onClick={() => void answer('handover')}>
        {t('moveMyMix')}
      </button>
      <button type="button" class="button" onClick={() => void answer('refuse')}>
        {t('notMe')}
      </button>
    </div>
  );
}

/** By day or by the clock: whichever tells more. */
function lastSeen({ lastSeen: at }: Device, now: number): string {
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  const minutes = Math.round((at - now) / 60_000);
  if (minutes > -60) return format.format(Math.min(0, minutes), 'minute');
  return minutes > -1440
    ? format.format(Math.round(minutes / 60), 'hour')
    : format.format(Math.round(minutes / 1440), 'day');
}
