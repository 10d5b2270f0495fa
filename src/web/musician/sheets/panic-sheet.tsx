/** Mutes or dims everybody, from a screen that has no room for the buttons. */
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { Panic } from '../../shell/panic.js';
import { Sheet } from '../../shell/sheet.js';

export function PanicSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  return (
    <Sheet title={t('panicTitle')} onClose={page.screen.closeSheet}>
      <div class="row row--wrap panic-sheet">
        <Panic connected={connected} />
      </div>
    </Sheet>
  );
}
