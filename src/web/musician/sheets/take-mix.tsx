/** On the new phone, whose camera has opened the old one's code: what to do with the mix. */
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';

/** Redeems a code; says so, and ends the questions of the first visit. Rejects with the box's refusal. */
export function useRedeem(connected: BoxLink): (code: string, both: boolean) => Promise<void> {
  const page = usePage();
  return (code, both) =>
    connected
      .command(`device/${connected.uuid}`, { action: 'redeem', code, ...(both ? { both } : {}) })
      .then(({ standsIn = false }) => {
        page.notices.notify(t(standsIn ? 'youStandIn' : both ? 'mixOnBoth' : 'mixIsHere'));
        page.screen.setupDone.value = true;
      });
}

export function TakeMix({ code, pass }: { code: string; pass: boolean }) {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  return <Take code={code} pass={pass} connected={connected} />;
}

function Take({ code, pass, connected }: { code: string; pass: boolean; connected: BoxLink }) {
  const page = usePage();
  const redeem = useRedeem(connected);
  const take = (both: boolean) => redeem(code, both).then(page.screen.closeSheet, page.notices.tell);
  if (pass)
    return (
      <Sheet title={t('standIn')} onClose={page.screen.closeSheet}>
        <div class="stack">
          <p>{t('standInHint')}</p>
          <button type="button" class="button button--main" onClick={() => void take(false)}>
            {t('takePass')}
          </button>
        </div>
      </Sheet>
    );
  return (
    <Sheet title={t('otherPhone')} onClose={page.screen.closeSheet}>
      <div class="stack">
        <p>{t('takeAsk')}</p>
        <button type="button" class="button button--main" onClick={() => void take(false)}>
          {t('moveHere')}
        </button>
        <p class="quiet small">{t('moveHereHint')}</p>
        <button type="button" class="button" onClick={() => void take(true)}>
          {t('onBoth')}
        </button>
        <p class="quiet small">{t('onBothHint')}</p>
      </div>
    </Sheet>
  );
}
