/** One of the box's settings, with its range. The error of a refused value is shown beside the field. */

import { type Signal, useSignal } from '@preact/signals';
import type { Setting } from '../../../wire/answers.js';
import { figure, hasText, t } from '../../i18n/language.js';
import { ApiError } from '../../link/api.js';
import { codeText } from '../../model/change-words.js';
import { usePage } from '../../model/page-context.js';
import { Field, Switch } from '../../shell/controls.js';

/** A setting's label and help. The page has texts for the settings it knows; the box supplies the rest. */
function words({ name, help }: Setting): { readonly label: string; readonly help: string } {
  const [labelKey, helpKey] = [`setting_${name}`, `help_${name}`];
  return { label: hasText(labelKey) ? t(labelKey) : name, help: hasText(helpKey) ? t(helpKey) : help };
}

/** The allowed values, in the page's language where the box gives figures or the page has words. */
function allowedWords({ name, min, max, step, allowed }: Setting): string {
  if (min !== undefined && max !== undefined)
    return step === undefined
      ? t('allowedRange', { min: exact(min), max: exact(max) })
      : t('allowedStep', { min: exact(min), max: exact(max), step: exact(step) });
  const key = `allowed_${name}`;
  return t('allowed', { what: hasText(key) ? t(key) : allowed });
}

/** A bound with every digit that it has: −0.1 is not −0. */
const exact = (value: number): string => figure(value, `${value}`.split('.')[1]?.length ?? 0);

/** Why the box refused a value, in the page's language. */
function refusal(error: unknown, setting: Setting): string {
  if (!(error instanceof ApiError)) return t('somethingWrong');
  if (error.code === 'bad_value') return `${t('notAccepted')} ${allowedWords(setting)}`;
  return codeText(error.code, error.message);
}

/** The page's word for a value of the box, or the value itself. */
function wordFor(kind: 'choice' | 'unit', own: string): string {
  const key: string = `${kind}_${own}`;
  return hasText(key) ? t(key) : own;
}

/** @param named shows the name by which the command line and the settings file know it. */
export function SettingRow({ setting, named = false }: { setting: Setting; named?: boolean }) {
  const page = usePage();
  const value = useSignal(String(setting.value ?? ''));
  const problem = useSignal('');
  const save = async (next: string | boolean) => {
    problem.value = '';
    try {
      const typed = setting.kind === 'integer' || setting.kind === 'number' ? Number(next) : next;
      await page.api.json('PUT', '/api/settings', { [setting.name]: next === '' ? null : typed });
      page.notices.notify(setting.needsRestart ? t('savedRestart') : t('saved'));
    } catch (error) {
      problem.value = refusal(error, setting);
    }
  };
  const { label, help } = words(setting);
  if (setting.kind === 'boolean')
    return (
      <Switch
        label={label}
        hint={help}
        on={value.value === 'true'}
        disabled={setting.fixed === true}
        onChange={(on) => {
          value.value = String(on);
          void save(on);
        }}
      />
    );
  return (
    <form
      class="stack stack--tight"
      onSubmit={(event) => {
        event.preventDefault();
        void save(value.value.trim());
      }}
    >
      <Field label={`${label}${setting.unit === '' ? '' : ` (${wordFor('unit', setting.unit)})`}`}>
        {setting.choices === undefined ? (
          <TextInput setting={setting} value={value} save={save} />
        ) : (
          <ChoiceInput setting={setting} choices={setting.choices} value={value} save={save} />
        )}
      </Field>
      <p class="quiet small">
        {help} {setting.choices === undefined && allowedWords(setting)}
        {setting.fixed === true && ` ${t('settingFixed')}`} {named && <code>{setting.name}</code>}
      </p>
      {problem.value !== '' && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}

interface InputProps {
  readonly setting: Setting;
  readonly value: Signal<string>;
  readonly save: (next: string) => Promise<void>;
}

/** Saved when the field loses the focus, if it differs from the box's value. */
function TextInput({ setting, value, save }: InputProps) {
  return (
    <input
      class="input"
      inputMode={setting.kind === 'text' ? 'text' : 'decimal'}
      disabled={setting.fixed === true}
      placeholder={String(setting.default ?? '')}
      value={value.value}
      onInput={(event) => {
        value.value = event.currentTarget.value;
      }}
      onBlur={() => {
        if (value.value.trim() !== String(setting.value ?? '')) void save(value.value.trim());
      }}
    />
  );
}

function ChoiceInput({ setting, choices, value, save }: InputProps & { choices: readonly string[] }) {
  return (
    <select
      class="input"
      disabled={setting.fixed === true}
      value={value.value}
      onChange={(event) => {
        value.value = event.currentTarget.value;
        void save(value.value);
      }}
    >
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {wordFor('choice', choice)}
        </option>
      ))}
    </select>
  );
}
