/** One value of a filter: the browser's own slider, with its value in numbers and words. */
import type { SoundParameter } from '../../wire/eq.js';
import { decibelText, decibelWords, hertzText, widthText } from './eq-text.js';
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
  const shown = textOf(parameter, value);
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
        aria-valuetext={parameter.unit === 'dB' ? decibelWords(value) : shown}
        onInput={(event) => onSet(law.valueAt(Number(event.currentTarget.value)))}
      />
      <output class="figures">{shown}</output>
    </label>
  );
}

function textOf({ unit }: SoundParameter, value: number): string {
  if (unit === 'Hz') return hertzText(value);
  return unit === 'dB' ? decibelText(value) : widthText(value);
}
