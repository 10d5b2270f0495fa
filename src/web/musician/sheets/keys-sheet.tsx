/** The keys of a computer, in the mixer and, for an engineer, at the desk. */
import { Fragment } from 'preact';
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';

type Row = readonly [keys: string, does: Parameters<typeof t>[0]];

const MIXER: readonly Row[] = [
  ['↑ ↓', 'keysLevel'],
  ['← →', 'keysStrip'],
  ['0', 'keysUnity'],
  ['M', 'keysMute'],
  ['S', 'keysSolo'],
  ['Ctrl Z', 'keysUndo'],
  ['Ctrl ⇧ Z', 'keysRedo'],
];
const SOMEBODY: Row = ['[ ]', 'keysPerson'];
const MATRIX: readonly Row[] = [
  ['↑ ↓ ← →', 'keysMove'],
  ['+ −', 'keysStep'],
  ['M', 'keysMute'],
  ['S', 'keysSolo'],
  ['↵', 'keysOpen'],
  ['Ctrl Z', 'keysUndoCell'],
];

export function KeysSheet() {
  const page = usePage();
  const engineer = page.identity.isEngineer.value;
  const space: Row = [t('keySpace'), 'keysSpace'];
  return (
    <Sheet title={t('keysTitle')} onClose={page.screen.closeSheet}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a low screen the list scrolls, also by the arrow keys */}
      <section class="stack" tabIndex={0} aria-label={t('keysTitle')}>
        <Keys title={t('keysMixer')} rows={[...MIXER, space, ...(engineer ? [SOMEBODY] : [])]} />
        {engineer && <Keys title={t('deskMatrix')} rows={MATRIX} />}
      </section>
    </Sheet>
  );
}

function Keys({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section class="stack stack--tight" aria-label={title}>
      <h3>{title}</h3>
      <dl class="figures-list">
        {rows.map(([keys, does]) => (
          <Fragment key={does}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(does)}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
