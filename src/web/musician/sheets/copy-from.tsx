import { useSignal } from '@preact/signals';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';

/** Takes another musician's mix, with the own inputs of whose mix is shown in place of theirs. */
export function CopyFrom({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const from = useSignal('');
  const others = connected.devices.value.filter((device) => device.uuid !== page.shown.uuid.value);
  if (others.length === 0) return null;
  return (
    <form
      class="row"
      style={{ alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        connected
          .command(`preset/${page.shown.uuid.peek()}`, { action: 'copy', from: from.value })
          .then(() => page.notices.notify(t('mixCopied')), page.notices.tell);
      }}
    >
      <div class="grow">
        <Field label={t('copyMixOf')}>
          <select
            class="input"
            value={from.value}
            onChange={(event) => {
              from.value = event.currentTarget.value;
            }}
          >
            <option value="">–</option>
            {others.map((device) => (
              <option key={device.uuid} value={device.uuid}>
                {device.displayName}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <button type="submit" class="button" disabled={from.value === ''}>
        <Icon name="copy" size={20} />
        {t('copy')}
      </button>
    </form>
  );
}
