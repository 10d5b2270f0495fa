/** Parts of the Wi-Fi form: a field with its explanation and its error, and the country. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { language, t } from '../../i18n/language.js';
import { Field } from '../../shell/controls.js';

/** Errors, by the name of the value. */
export interface Problem {
  readonly path: string;
  readonly text: string;
}

export interface Notes {
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby'?: string;
}

/** A field with its explanation and its error; a screen reader reads both with the field. */
export function Noted({
  hint,
  problem,
  children,
}: {
  hint?: string;
  problem: Problem | undefined;
  children: (notes: Notes) => ComponentChildren;
}) {
  const id = useId();
  const told = hint !== undefined || problem !== undefined;
  return (
    <div class="stack stack--tight">
      {children({ 'aria-invalid': problem !== undefined, ...(told ? { 'aria-describedby': id } : {}) })}
      {told && (
        <div id={id} class="stack stack--tight">
          {problem !== undefined && (
            <p class="problem" role="alert">
              {problem.text}
            </p>
          )}
          {hint !== undefined && <p class="quiet small">{hint}</p>}
        </div>
      )}
    </div>
  );
}

export function Row({ label, hint, children }: { label: string; hint: string; children: ComponentChildren }) {
  return (
    <div class="stack stack--tight">
      <div class="field">
        <span>{label}</span>
        {children}
      </div>
      <p class="quiet small">{hint}</p>
    </div>
  );
}

/** A choice of the countries that the box knows; two letters if it does not report any. */
export function Country({
  value,
  countries,
  notes,
  onPick,
}: {
  value: string;
  countries: readonly string[] | undefined;
  notes: Notes;
  onPick: (country: string) => void;
}) {
  if (countries === undefined)
    return (
      <Field label={`${t('wifiCountry')} (ISO 3166)`}>
        <input
          {...notes}
          class="input"
          maxLength={2}
          value={value}
          onInput={(event) => onPick(event.currentTarget.value.toUpperCase())}
        />
      </Field>
    );
  const names = new Intl.DisplayNames(language.value, { type: 'region' });
  const list = [...new Set([...countries, value])]
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort(([, a], [, b]) => a.localeCompare(b, language.value));
  return (
    <Field label={t('wifiCountry')}>
      <select {...notes} class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {list.map(([code, name]) => (
          <option key={code} value={code}>
            {name} ({code})
          </option>
        ))}
      </select>
    </Field>
  );
}
