/** A choice of a few colours that are easy to distinguish on a dark stage. */
import { t } from '../i18n/language.js';
import type { TextKey } from '../i18n/texts.js';
import { Icon } from '../icons/icon.js';
import { inkOn } from '../model/ink.js';

export const COLOURS = [
  ['#e5534b', 'colourRed'],
  ['#f08c3a', 'colourOrange'],
  ['#e3b341', 'colourYellow'],
  ['#57ab5a', 'colourGreen'],
  ['#39c5bb', 'colourTurquoise'],
  ['#539bf5', 'colourBlue'],
  ['#986ee2', 'colourViolet'],
  ['#e275ad', 'colourPink'],
  ['#8b98a9', 'colourGrey'],
] as const;

export function ColourSwatches({ color, onPick }: { color: string; onPick: (color: string) => void }) {
  const now = color.toLowerCase();
  // A colour from elsewhere, such as a source's own, leads the list.
  const shown: readonly (readonly [string, TextKey])[] = COLOURS.some(([colour]) => colour === now)
    ? COLOURS
    : [[now, 'colourPresent'], ...COLOURS];
  return (
    <fieldset class="swatches">
      <legend>{t('colour')}</legend>
      {shown.map(([colour, text]) => (
        <button
          key={colour}
          type="button"
          class="swatch"
          aria-pressed={now === colour}
          aria-label={t(text)}
          style={{ background: colour, color: inkOn(colour) }}
          onClick={() => onPick(colour)}
        >
          {now === colour && <Icon name="check" />}
        </button>
      ))}
    </fieldset>
  );
}
