/** A pass for a stand-in: who gives it, who has it, and its end. */
import { useSignal } from '@preact/signals';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { CodeToScan } from './code-to-scan.js';

/** On the stand-in's phone: for whom and until when. On the regular's: who stands in. */
export function StandingIn({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const own = connected.me.value?.standsIn ?? null;
  const others = connected.devices.value.filter(({ standsIn }) => standsIn?.for === connected.mine.value);
  if (own === null && others.length === 0) return null;
  const end = () =>
    connected.command(`device/${connected.uuid}`, { action: 'revoke' }).catch((error) => page.notices.tell(error));
  const until = (at: number) => connected.time.timeOfDay(at);
  return (
    <div class="card stack stack--tight">
      {own !== null && <p>{t('standsInFor', { name: own.name, time: until(own.until) })}</p>}
      {others.map(({ uuid, displayName, standsIn }) => (
        <p key={uuid}>{t('standsInForYou', { name: displayName, time: until(standsIn?.until ?? 0) })}</p>
      ))}
      <p class="quiet small">{t('standInHint')}</p>
      <button type="button" class="button button--outline" onClick={() => void end()}>
        {t('endPass')}
      </button>
    </div>
  );
}

/** Gives a pass for the mix of `uuid`. */
export function GivePass({ uuid, connected }: { uuid: string; connected: BoxLink }) {
  const page = usePage();
  const code = useSignal('');
  const give = () =>
    connected.command(`device/${uuid}`, { action: 'pass' }).then(({ phoneCode = '' }) => {
      code.value = phoneCode;
    }, page.notices.tell);
  return (
    <section class="stack stack--tight" aria-label={t('standIn')}>
      <h3>{t('standIn')}</h3>
      <p class="quiet small">{t('passHint')}</p>
      {code.value === '' ? (
        <button type="button" class="button" onClick={() => void give()}>
          {t('givePass')}
        </button>
      ) : (
        <CodeToScan code={code.value} kind="pass" />
      )}
    </section>
  );
}
