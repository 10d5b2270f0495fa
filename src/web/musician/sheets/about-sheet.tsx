import { t } from '../../i18n/language.js';
import { canStore } from '../../link/storage.js';
import { box, link } from '../../model/app.js';
import { closeSheet } from '../../model/screen.js';
import { Sheet } from '../../shell/sheet.js';

/** What this page is, its address, and how to open it in a full browser. */
export function AboutSheet() {
  const info = box.value;
  return (
    <Sheet title={t('aboutTitle')} onClose={closeSheet}>
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
          <dd class="small">{link.value?.uuid.slice(0, 14)}…</dd>
        </dl>
        {!canStore && <p class="problem">{t('cannotStore', { address: location.host })}</p>}
        <p class="quiet small">{t('bluetoothAdvice')}</p>
      </div>
    </Sheet>
  );
}
