/** Takes everything to another phone by a code: the old phone shows it, the new one types it. */
import { useSignal } from '@preact/signals';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { AddLine } from '../../shell/add-line.js';

export function OtherPhone({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const code = useSignal('');
  const topic = `device/${connected.uuid}` as const;
  return (
    <section class="stack stack--tight" aria-label={t('otherPhone')}>
      <h3>{t('otherPhone')}</h3>
      <p class="quiet small">{t('otherPhoneHint')}</p>
      {code.value === '' ? (
        <button
          type="button"
          class="button"
          onClick={() =>
            connected.command(topic, { action: 'code' }).then(({ phoneCode = '' }) => {
              code.value = phoneCode;
            }, page.notices.tell)
          }
        >
          {t('showCode')}
        </button>
      ) : (
        <output class="session-code" aria-label={t('phoneCode')}>
          {code.value.slice(0, 4)}-{code.value.slice(4)}
        </output>
      )}
      <AddLine
        label={t('codeFromOther')}
        placeholder="ABCD-1234"
        button={t('takeMyMix')}
        maxLength={12}
        capitals
        onAdd={(typed) =>
          connected.command(topic, { action: 'redeem', code: typed }).then(() => {
            page.notices.notify(t('mixIsHere'));
            page.screen.setupDone.value = true;
          })
        }
      />
    </section>
  );
}
