import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';

/** What this page is, its address, and how to open it in a full browser. */
export function AboutSheet() {
  const page = usePage();
  const info = page.access.box.value;
  return (
    <Sheet title={t('aboutTitle')} onClose={page.screen.closeSheet}>
      <div class="stack">
        <dl class="figures-list">
          <dt>{t('aboutBox')}</dt>
          <dd>{info?.name}</dd>
          <dt>{t('aboutAddress')}</dt>
          <dd>{location.host}</dd>
          <dt>{t('aboutVersion')}</dt>
          <dd>{info?.version}</dd>
          <dt>{t('aboutSerial')}</dt>
          <dd>{info?.serial}</dd>
          <dt>{t('aboutDevice')}</dt>
          <dd class="small">{page.access.link.value?.uuid.slice(0, 14)}…</dd>
        </dl>
        {!page.storage.lasting && <p class="problem">{t('cannotStore', { address: location.host })}</p>}
        <p class="quiet small">{t('bluetoothAdvice')}</p>
        <a class="button button--outline" href="/tried">
          {t('tryThisPhone')}
        </a>
      </div>
    </Sheet>
  );
}
