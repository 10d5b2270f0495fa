import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { Notice } from '../model/notices.js';
import { usePage } from '../model/page-context.js';

/** One alert at a time: two would leave a phone no faders. */
function onScreen(list: readonly Notice[]): readonly Notice[] {
  const [alert] = list.filter((notice) => notice.alert).slice(-1);
  return list.filter((notice) => !notice.alert || notice === alert);
}

/**
 * Short messages; a screen reader reads them as they come. `inFlow`: they push the faders aside and lie over nothing.
 * Elsewhere they lie above a panel.
 */
export function Toasts({ inFlow = false }: { inFlow?: boolean }) {
  const page = usePage();
  return (
    <div
      class={`toasts${inFlow ? ' toasts--in-flow' : ''}`}
      role="status"
      aria-live="polite"
      aria-label={t('messages')}
    >
      {onScreen(page.notices.list.value).map((notice) => (
        <div
          key={notice.id}
          class={`toast${notice.alert ? ' toast--alert' : notice.trouble ? ' toast--trouble' : ''}`}
          role={notice.alert ? 'alert' : 'group'}
        >
          {notice.alert && <Icon name="alert" size={28} />}
          <span class="grow">{notice.text}</span>
          {notice.action !== undefined && (
            <button
              type="button"
              class="button"
              onClick={() => {
                notice.action?.run();
                page.notices.dismiss(notice.id);
              }}
            >
              {notice.action.label}
            </button>
          )}
          <button
            type="button"
            class="button button--plain button--icon"
            aria-label={t('closeMessage')}
            onClick={() => page.notices.close(notice.id)}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      ))}
    </div>
  );
}
