/** By how much a gate or a compressor turns down now: a bar and the figure. */
import { decibelText, decibelWords } from '../eq/eq-text.js';
import { t } from '../i18n/language.js';

/**
 * `reduction`: dB, from a signal, so that only the meter is drawn anew with each reading. `most`: what fills the bar.
 */
export function ReductionMeter({ reduction, most }: { reduction: () => number; most: number }) {
  const db = reduction();
  return (
    <div class="stack stack--tight">
      <span class="row">
        <span class="grow">{t('dynReduction')}</span>
        <output class="figures">{decibelText(-db)}</output>
      </span>
      <meter
        class="reduction"
        aria-label={t('dynReduction')}
        aria-valuetext={decibelWords(db)}
        min={0}
        max={most}
        value={db}
      />
    </div>
  );
}
