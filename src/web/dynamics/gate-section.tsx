/** The gate of an input's strip: on or off, and while it is on, curve, reduction and sliders. */
import { gatedDb } from '../../audio/mixer/dynamics-design.js';
import { GATE_PARAMETERS, type GateSettings } from '../../wire/dynamics.js';
import { decibelWords } from '../eq/eq-text.js';
import { ValueRange } from '../eq/value-range.js';
import { t } from '../i18n/language.js';
import { Switch } from '../shell/controls.js';
import { ReductionMeter } from './reduction-meter.js';
import { TransferCurve } from './transfer-curve.js';

const SLIDERS = [
  ['gateDb', 'dynThreshold'],
  ['gateRangeDb', 'gateRange'],
  ['gateAttackMs', 'dynAttack'],
  ['gateHoldMs', 'gateHold'],
  ['gateReleaseMs', 'dynRelease'],
] as const;

export function GateSection({
  gate,
  reduction,
  onSet,
}: {
  gate: GateSettings;
  /** By how much it turns down now, dB. */
  reduction: () => number;
  onSet: (set: Partial<GateSettings>) => void;
}) {
  return (
    <section class="stack stack--tight" aria-label={t('gateOn')}>
      <Switch label={t('gateOn')} on={gate.gateOn} onChange={(gateOn) => onSet({ gateOn })} />
      {gate.gateOn && (
        <>
          <div class="dynamics">
            <TransferCurve
              leastDb={-84}
              label={t('gateCurve', { level: decibelWords(gate.gateDb) })}
              levelAfter={(db) => db - gatedDb(gate, db)}
            />
            <ReductionMeter reduction={reduction} most={GATE_PARAMETERS.gateRangeDb.max!} />
          </div>
          {SLIDERS.map(([name, label]) => (
            <ValueRange
              key={name}
              label={t(label)}
              parameter={GATE_PARAMETERS[name]}
              value={gate[name]}
              onSet={(value) => onSet({ [name]: value })}
            />
          ))}
        </>
      )}
    </section>
  );
}
