/** Holds the present mix against what it was, or against a preset: heard while the key is held. */
import type { CommandFor } from '../../../wire/commands.js';
import type { Change } from '../../../wire/mix.js';
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { HoldKey } from '../../shell/hold-key.js';
import { Sheet } from '../../shell/sheet.js';

export function CompareSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const presets = connected.lists(connected.mine.value).presets.value;
  return (
    <Sheet title={t('compareTitle')} onClose={page.screen.closeSheet}>
      <div class="stack">
        <p class="quiet">{t('compareHint')}</p>
        <Then label={t('hearBack')} set={page.compare.back.value} />
        <Then label={t('hearOpened')} set={page.compare.sinceOpened()} />
        {presets.map(({ id, name }) => (
          <Hold key={id} label={t('hearPreset', { name })} what={{ preset: id }} />
        ))}
      </div>
    </Sheet>
  );
}

/** An earlier state of this mix, and the way back to it. */
function Then({ label, set }: { label: string; set: readonly Change[] }) {
  const page = usePage();
  const connected = page.access.link.value;
  const held = page.compare.hearing.value !== undefined;
  if (connected === undefined) return null;
  if (set.length === 0 && !held)
    return (
      <div>
        <strong>{label}</strong>
        <p class="quiet small">{t('nothingToCompare')}</p>
      </div>
    );
  return (
    <div class="row">
      <Hold label={label} what={{ set }} />
      <button
        type="button"
        class="button"
        aria-label={`${t('takeThis')}: ${label}`}
        disabled={page.shown.lock.value.keepsOut}
        onClick={() => connected.mix(connected.mine.peek()).set(set)}
      >
        {t('takeThis')}
      </button>
    </div>
  );
}

function Hold({ label, what }: { label: string; what: CommandFor<'hear/'> }) {
  const { access, compare, shown } = usePage();
  const barred = access.link.value?.reached.value !== true || shown.lock.value.keepsOut;
  return (
    <HoldKey
      class="grow"
      disabled={barred && compare.hearing.value === undefined}
      onHold={() => compare.start(what)}
      onRelease={compare.stop}
    >
      {label}
    </HoldKey>
  );
}
