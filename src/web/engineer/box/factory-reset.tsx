/** Factory reset. It first lists what will be lost, and asks once more. */
import { useSignal } from '@preact/signals';
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';
import { Sure } from '../../shell/sure.js';

export function FactoryReset({ version }: { version: string }) {
  const page = usePage();
  const open = useSignal(false);
  const close = () => {
    open.value = false;
  };
  const erase = () =>
    page.api.json('POST', '/api/system/factory-reset', { confirm: 'erase everything' }).then(() => {
      close();
      page.notices.notify(t('factoryErasing'), { ms: 30_000 });
    }, page.notices.tell);
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => {
          open.value = true;
        }}
      >
        {t('factoryReset')}
      </button>
      {open.value && (
        <Sheet title={t('factoryTitle')} onClose={close}>
          <div class="stack">
            <h3>{t('factoryLost')}</h3>
            <ul class="list">
              {(['factoryLostMixes', 'factoryLostSettings', 'factoryLostIdentity'] as const).map((key) => (
                <li key={key} class="list__item">
                  {t(key)}
                </li>
              ))}
            </ul>
            <h3>{t('factoryStays')}</h3>
            <p>{t('factoryStaysFirmware', { version })}</p>
            <Sure danger text={t('factoryErase')} onSure={() => void erase()} />
          </div>
        </Sheet>
      )}
    </>
  );
}
