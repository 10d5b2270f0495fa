/** The compressor of an input's strip: on or off, and while it is on, curve, reduction and sliders. */
import { reductionDb } from '../../audio/mixer/dynamics-design.js';
import { COMPRESSOR_PARAMETERS, type CompressorSettings } from '../../wire/dynamics.js';
import { decibelWords, valueWords } from '../eq/eq-text.js';
import { ValueRange } from '../eq/value-range.js';
import { t } from '../i18n/language.js';
import { Switch } from '../shell/controls.js';
import { ReductionMeter } from './reduction-meter.js';
import { TransferCurve } from './transfer-curve.js';

const SLIDERS = [
  ['compDb', 'dynThreshold'],
  ['compRatio', 'compRatio'],
  ['compKneeDb', 'compKnee'],
  ['compAttackMs', 'dynAttack'],
  ['compReleaseMs', 'dynRelease'],
  ['compMakeupDb', 'compMakeup'],
] as const;
/** A compressor that turns down by more has been set wrongly, dB. */
const MOST_DB = 24;

export function CompressorSection({
  comp,
  reduction,
  onSet,
}: {
  comp: CompressorSettings;
  /** By how much it turns down now, dB. */
  reduction: () => number;
  onSet: (set: Partial<CompressorSettings>) => void;
}) {
  return (
    <section class="stack stack--tight" aria-label={t('compOn')}>
      <Switch label={t('compOn')} on={comp.compOn} onChange={(compOn) => onSet({ compOn })} />
      {comp.compOn && (
        <>
          <div class="dynamics">
            <TransferCurve
              leastDb={-60}
              label={t('compCurve', {
                level: decibelWords(comp.compDb),
                ratio: valueWords(COMPRESSOR_PARAMETERS.compRatio, comp.compRatio),
              })}
              levelAfter={(db) => db - reductionDb(comp, db) + comp.compMakeupDb}
            />
            <ReductionMeter reduction={reduction} most={MOST_DB} />
          </div>
          {SLIDERS.map(([name, label]) => (
            <ValueRange
              key={name}
              label={t(label)}
              parameter={COMPRESSOR_PARAMETERS[name]}
              value={comp[name]}
              onSet={(value) => onSet({ [name]: value })}
            />
          ))}
        </>
      )}
    </section>
  );
}
