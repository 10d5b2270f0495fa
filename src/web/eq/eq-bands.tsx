/** The four bands of an equaliser: a curve to drag, and one band at a time as sliders. */
import { useSignal } from '@preact/signals';
import type { Section } from '../../audio/mixer/filter-design.js';
import { EQ_PARAMETERS, type EqSettings } from '../../wire/eq.js';
import { t } from '../i18n/language.js';
import { Choice, Switch } from '../shell/controls.js';
import { EqCurve } from './eq-curve.js';
import type { Band } from './eq-place.js';
import { decibelText, hertzText } from './eq-text.js';
import { ValueRange } from './value-range.js';

const BANDS: readonly Band[] = ['1', '2', '3', '4'];

export function EqBands({
  eq,
  sections,
  onSet,
}: {
  eq: EqSettings;
  /** Everything that shapes the drawn curve. */
  sections: readonly Section[];
  onSet: (set: Partial<EqSettings>) => void;
}) {
  const band = useSignal<Band>('2');
  const at = band.value;
  const points = BANDS.map((name) => ({ name, hz: eq[`eq${name}Hz`], db: eq[`eq${name}Db`] }));
  return (
    <div class="stack stack--tight">
      <EqCurve
        sections={sections}
        points={points}
        chosen={at}
        dim={!eq.eqOn}
        label={t('eqCurve', { bands: points.map(({ hz, db }) => `${hertzText(hz)} ${decibelText(db)}`).join(', ') })}
        onChoose={(name) => {
          band.value = name;
        }}
        onMove={(name, hz, db) => onSet({ [`eq${name}Hz`]: hz, [`eq${name}Db`]: db })}
      />
      <Choice
        label={t('eqBand')}
        value={at}
        options={BANDS.map((name) => [name, hertzText(eq[`eq${name}Hz`])] as const)}
        onPick={(name) => {
          band.value = name;
        }}
      />
      <ValueRange
        label={t('eqGain')}
        parameter={EQ_PARAMETERS[`eq${at}Db`]}
        value={eq[`eq${at}Db`]}
        onSet={(db) => onSet({ [`eq${at}Db`]: db })}
      />
      <ValueRange
        label={t('eqFrequency')}
        parameter={EQ_PARAMETERS[`eq${at}Hz`]}
        value={eq[`eq${at}Hz`]}
        onSet={(hz) => onSet({ [`eq${at}Hz`]: hz })}
      />
      <ValueRange
        label={t('eqWidth')}
        parameter={EQ_PARAMETERS[`eq${at}Q`]}
        value={eq[`eq${at}Q`]}
        onSet={(q) => onSet({ [`eq${at}Q`]: q })}
      />
      {(at === '1' || at === '4') && (
        <Switch
          label={at === '1' ? t('eqLowShelf') : t('eqHighShelf')}
          on={eq[`eq${at}Shelf`]}
          onChange={(on) => onSet({ [`eq${at}Shelf`]: on })}
        />
      )}
    </div>
  );
}
