/**
 * The box's settings and its sound card, where the box allows changes from here. Each row comes
 * from the box's own table, with its range. The error of a refused value is shown beside the field.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { figure, hasText, t } from '../i18n/language.js';
import { ApiError, api } from '../link/api.js';
import { notify, tell } from '../model/notices.js';
import { Field, Switch } from '../shell/controls.js';

interface Setting {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly default: string | number | boolean | null;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice' | 'text';
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly allowed: string;
  readonly unit: string;
  readonly needsRestart: boolean;
  readonly help: string;
  /** Set by a flag or the environment, which win over the file. */
  readonly fixed?: boolean;
}

interface Source {
  readonly spec: string;
  readonly label: string;
}

/** Settings for engineers; the rest is for the person who sets up the box or its network. */
const USUAL = ['name', 'period', 'limiter-ceiling', 'native-clients', 'captive-portal', 'backup-interval'];
const isUsual = ({ name }: Setting) => USUAL.includes(name);

/** The page's words if it has any, otherwise the box's own. */
function words({ name, help }: Setting): { readonly label: string; readonly help: string } {
  const [labelKey, helpKey] = [`setting_${name}`, `help_${name}`];
  return { label: hasText(labelKey) ? t(labelKey) : name, help: hasText(helpKey) ? t(helpKey) : help };
}

/** The allowed values, in the page's language where the box gives figures or the page has words. */
function allowedWords({ name, min, max, step, allowed }: Setting): string {
  if (min !== undefined && max !== undefined)
    return step === undefined
      ? t('allowedRange', { min: figure(min), max: figure(max) })
      : t('allowedStep', { min: figure(min), max: figure(max), step: figure(step) });
  const key = `allowed_${name}`;
  return t('allowed', { what: hasText(key) ? t(key) : allowed });
}

/** The page's word for a value of the box, or the value itself. */
function wordFor(kind: 'choice' | 'unit', own: string): string {
  const key: string = `${kind}_${own}`;
  return hasText(key) ? t(key) : own;
}

export function Settings() {
  const list = useSignal<readonly Setting[]>([]);
  const sources = useSignal<readonly Source[]>([]);
  const current = useSignal('');
  useEffect(() => {
    // A box that offers neither shows neither.
    api<{ settings: Setting[] }>('GET', '/api/settings').then(
      (answer) => {
        list.value = answer.settings;
      },
      () => undefined,
    );
    api<{ current: string; sources: Source[] }>('GET', '/api/sources').then(
      (answer) => {
        current.value = answer.current;
        sources.value = answer.sources;
      },
      () => undefined,
    );
  }, [list, sources, current]);
  if (list.value.length === 0 && sources.value.length === 0) return null;
  return (
    <section class="card stack columns__wide">
      <h2>{t('settings')}</h2>
      {sources.value.length > 0 && <SourceChoice sources={sources.value} current={current.value} />}
      <div class="settings">
        {list.value.filter(isUsual).map((setting) => (
          <SettingRow key={setting.name} setting={setting} />
        ))}
      </div>
      <details>
        <summary class="list__item">{t('settingsRare')}</summary>
        <div class="settings">
          {list.value
            .filter((setting) => !isUsual(setting))
            .map((setting) => (
              <SettingRow key={setting.name} setting={setting} />
            ))}
        </div>
      </details>
    </section>
  );
}

function SourceChoice({ sources, current }: { sources: readonly Source[]; current: string }) {
  return (
    <Field label={t('soundCard')}>
      <select
        class="input"
        value={current}
        onChange={(event) =>
          void api('POST', '/api/source', { spec: event.currentTarget.value }).then(() => notify(t('saved')), tell)
        }
      >
        {!sources.some(({ spec }) => spec === current) && <option value={current}>{current}</option>}
        {sources.map((source) => (
          <option key={source.spec} value={source.spec}>
            {source.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

function SettingRow({ setting }: { setting: Setting }) {
  const value = useSignal(String(setting.value ?? ''));
  const problem = useSignal('');
  const save = async (next: string | boolean) => {
    problem.value = '';
    try {
      const typed = setting.kind === 'integer' || setting.kind === 'number' ? Number(next) : next;
      await api('PUT', '/api/settings', { [setting.name]: next === '' ? null : typed });
      notify(setting.needsRestart ? t('savedRestart') : t('saved'));
    } catch (error) {
      problem.value = error instanceof ApiError ? error.message : t('somethingWrong');
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
        ) : (
          <select
            class="input"
            disabled={setting.fixed === true}
            value={value.value}
            onChange={(event) => {
              value.value = event.currentTarget.value;
              void save(value.value);
            }}
          >
            {setting.choices.map((choice) => (
              <option key={choice} value={choice}>
                {wordFor('choice', choice)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <p class="quiet small">
        {help} {setting.choices === undefined && allowedWords(setting)}
        {setting.fixed === true && ` ${t('settingFixed')}`} <code>{setting.name}</code>
      </p>
      {problem.value !== '' && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}
