/** The musician against the band: louder, softer, how far it went, and back to the start by one tap on the figure. */
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { figuresInWords, signedDb } from '../model/more-me.js';
import { usePage } from '../model/page-context.js';

export function MeDial({ locked }: { locked: boolean }) {
  const page = usePage();
  const figures = page.more.figures.value;
  if (figures === undefined)
    return (
      <button type="button" class="button me me--none" disabled={locked} onClick={() => page.screen.openSheet('setup')}>
        <Icon name="star" size={18} />
        {t('whichIsMe')}
      </button>
    );
  const words = figuresInWords(figures);
  const moved = figures.me !== 0 || figures.band !== 0;
  return (
    <fieldset class="me" aria-label={t('moreMe')}>
      <button
        type="button"
        class="me__step"
        disabled={locked}
        aria-label={t('lessMe')}
        onClick={() => page.more.nudge(-1)}
      >
        −
      </button>
      <button type="button" class="me__figure" disabled={locked || !moved} onClick={page.more.reset}>
        <span class="me__label">{t('moreMe')}</span> <strong class="figures">{signedDb(figures.me)}</strong>{' '}
        {figures.band !== 0 && <span class="me__label figures">{t('bandFigure', { n: signedDb(figures.band) })}</span>}
        {moved && <span class="visually-hidden"> {t('meBack')}</span>}
      </button>
      <button
        type="button"
        class="me__step"
        disabled={locked}
        aria-label={t('moreMe')}
        onClick={() => page.more.nudge(1)}
      >
        +
      </button>
      <output class="visually-hidden">{moved ? words : ''}</output>
    </fieldset>
  );
}
