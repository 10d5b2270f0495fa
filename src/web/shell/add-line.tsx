/** One line of text with a button: for a new song, a message, a session's code. Empties once it is done. */
import { useSignal } from '@preact/signals';
import { usePage } from '../model/page-context.js';

export function AddLine({
  label,
  placeholder = label,
  button,
  maxLength,
  mayBeEmpty = false,
  capitals = false,
  onAdd,
}: {
  /** For screen readers. */
  label: string;
  placeholder?: string;
  button: string;
  maxLength: number;
  mayBeEmpty?: boolean;
  capitals?: boolean;
  /** Called without surrounding blanks. When the promise fails, an error is shown and the text stays. */
  onAdd: (text: string) => Promise<unknown>;
}) {
  const page = usePage();
  const typed = useSignal('');
  const text = typed.value.trim();
  const idle = text === '' && !mayBeEmpty;
  return (
    <form
      class="row add-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (idle) return;
        onAdd(capitals ? text.toUpperCase() : text).then(() => {
          // Keep what the person typed while this was being sent.
          if (typed.value.trim() === text) typed.value = '';
        }, page.notices.tell);
      }}
    >
      <input
        class="input grow"
        aria-label={label}
        placeholder={placeholder}
        maxLength={maxLength}
        autoCapitalize={capitals ? 'characters' : undefined}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="button button--main" disabled={idle}>
        {button}
      </button>
    </form>
  );
}
