/** The keys of the banks: for mixes with many strips. */
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { Choice } from '../../shell/controls.js';
import { groupName } from '../groups/group-name.js';
import { shownBanks } from './shown-banks.js';

export function BankKeys() {
  const page = usePage();
  const { banks, list, bank } = shownBanks(page);
  if (banks.length === 0) return null;
  const made = page.shown.device.value?.groups.map(({ name }) => name);
  return (
    <nav class="banks" aria-label={t('banks')}>
      <Choice
        label={t('banks')}
        value={bank}
        options={[
          ['', t('bankAll')],
          ...(list.some(({ mine }) => mine) ? [['mine', t('bankMine')] as const] : []),
          ...banks.map(({ key, group, first, members }) => {
            const name = group === undefined ? `${first + 1}–${first + members.length}` : groupName(group, made);
            return [key, name] as const;
          }),
        ]}
        onPick={(key) => {
          page.screen.bank.value = key;
        }}
      />
    </nav>
  );
}
