/** One name with a button that saves it: of a musician, an input, a group. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';
import { Field } from './controls.js';

export function NameForm({
  label,
  name,
  maxLength,
  placeholder,
  mayBeEmpty = false,
  onSave,
}: {
  label: string;
  /** The name that the box has. */
  name: string;
  maxLength: number;
  placeholder?: string;
  /** Saving an empty name removes the name. */
  mayBeEmpty?: boolean;
  /** Called without surrounding blanks. */
  onSave: (name: string) => void;
}) {
  const typed = useSignal(name);
  const wanted = typed.value.trim();
  const idle = wanted === name || (wanted === '' && !mayBeEmpty);
  return (
    <form
      class="row row--end"
      onSubmit={(event) => {
        event.preventDefault();
        if (!idle) onSave(wanted);
      }}
    >
      <div class="grow">
        <Field label={label}>
          <input
            class="input"
            maxLength={maxLength}
            placeholder={placeholder}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </Field>
      </div>
      <button type="submit" class="button" disabled={idle}>
        {t('save')}
      </button>
    </form>
  );
}
