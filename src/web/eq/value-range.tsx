/** One value of a strip: the browser's own slider, with its value in numbers and words. */
import type { SoundParameter } from '../../wire/eq.js';
import { valueText, valueWords } from './eq-text.js';
import { lawOf } from './value-law.js';

export function ValueRange({
  label,
  parameter,
  value,
  onSet,
}: {
  label: string;
  parameter: SoundParameter;
  value: number;
  onSet: (value: number) => void;
}) {
  const law = lawOf(parameter);
  return (
    <label class="value-range">
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={law.last}
        step={1}
        value={law.stepOf(value)}
        aria-label={label}
        aria-valuetext={valueWords(parameter, value)}
        onInput={(event) => onSet(law.valueAt(Number(event.currentTarget.value)))}
      />
      <output class="figures">{valueText(parameter, value)}</output>
    </label>
  );
}
