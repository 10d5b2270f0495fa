import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { isOn } from '../model/listening.js';
import { usePage } from '../model/page-context.js';

/** The box has other software, and somebody listens or has just touched the page: offers to reload it. */
export function VersionNotice() {
  const { version, listening } = usePage();
  if (!version.newer.value) return null;
  return (
    <div class="banner banner--quiet" role="status">
      <Icon name="box" size={20} />
      <span>{t(isOn(listening.state.value) ? 'newVersionPlaying' : 'newVersion')}</span>
      <button type="button" class="button" onClick={() => version.reload()}>
        {t('reload')}
      </button>
    </div>
  );
}
