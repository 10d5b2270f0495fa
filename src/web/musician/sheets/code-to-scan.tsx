/** A code to type, and the same to scan. */
import { t } from '../../i18n/language.js';
import { QrPicture } from '../../shell/qr-picture.js';

export function CodeToScan({ code, kind = 'phone' }: { code: string; kind?: 'phone' | 'pass' }) {
  return (
    <div class="row row--wrap">
      <QrPicture src={`/api/${kind}-code/${code}/qr.svg`} alt={t('scanCode')} />
      <div class="grow">
        <output class="session-code" aria-label={t('phoneCode')}>
          {code.slice(0, 4)}-{code.slice(4)}
        </output>
        <p class="quiet small">{t('scanCode')}</p>
      </div>
    </div>
  );
}
