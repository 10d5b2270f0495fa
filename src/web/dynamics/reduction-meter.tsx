/** By how much a gate or a compressor turns down now: a bar and the figure. */
import { decibelText, decibelWords } from '../eq/eq-text.js';
import { t } from '../i18n/language.js';

/** `most`: the reduction that fills the bar, dB. */
export function ReductionMeter({ db, most }: { db: number; most: number }) {
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
