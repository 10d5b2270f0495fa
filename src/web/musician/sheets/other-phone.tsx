/**
 * A second phone: the old one shows a code, or a picture of it that the new one's camera opens. Then everything moves
 * to the new one, or the mix is on both.
 */
import { useSignal } from '@preact/signals';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { AddLine } from '../../shell/add-line.js';
import { Choice } from '../../shell/controls.js';
import { CodeToScan } from './code-to-scan.js';
import { StandingIn } from './stand-in.js';
import { useRedeem } from './take-mix.js';

export function OtherPhone({ connected }: { connected: BoxLink }) {
  const how = useSignal<'move' | 'both'>('move');
  const redeem = useRedeem(connected);
  return (
    <section class="stack stack--tight" aria-label={t('otherPhone')}>
      <h3>{t('otherPhone')}</h3>
      <Shared connected={connected} />
      <StandingIn connected={connected} />
      {connected.mine.value === connected.uuid && <ShowCode connected={connected} />}
      <Choice
        label={t('whereTheMixGoes')}
        value={how.value}
        options={[
          ['move', t('moveHere')],
          ['both', t('onBoth')],
        ]}
        onPick={(value) => {
          how.value = value;
        }}
      />
      <AddLine
        label={t('codeFromOther')}
        placeholder="ABCD-1234"
        button={t('takeMyMix')}
        maxLength={12}
        capitals
        onAdd={(typed) => redeem(typed, how.peek() === 'both')}
      />
    </section>
  );
}

/** The other phones with this mix, and the way out. */
function Shared({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const mine = connected.mine.value;
  const others = connected.devices.value.filter(({ uuid, mirrors }) => mirrors === mine && uuid !== connected.uuid);
  const away = mine !== connected.uuid;
  if (!away && others.length === 0) return null;
  const names = others.map(({ displayName }) => displayName).join(', ');
  const alone = () =>
    connected.command(`device/${connected.uuid}`, { action: 'alone' }).catch((error) => page.notices.tell(error));
  return (
    <div class="card stack stack--tight">
      <p>{away ? t('mirrorsMix', { name: connected.owner.value?.displayName ?? '' }) : t('alsoOn', { name: names })}</p>
      <p class="quiet small">{t(away ? 'mirrorsHint' : 'alsoOnHint')}</p>
      <button type="button" class="button button--outline" onClick={() => void alone()}>
        {t(away ? 'ownMixAgain' : 'onlyHere')}
      </button>
    </div>
  );
}

function ShowCode({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const code = useSignal('');
  const show = () =>
    connected.command(`device/${connected.uuid}`, { action: 'code' }).then(({ phoneCode = '' }) => {
      code.value = phoneCode;
    }, page.notices.tell);
  return (
    <>
      <p class="quiet small">{t('otherPhoneHint')}</p>
      {code.value === '' ? (
        <button type="button" class="button" onClick={() => void show()}>
          {t('showCode')}
        </button>
      ) : (
        <CodeToScan code={code.value} />
      )}
    </>
  );
}
