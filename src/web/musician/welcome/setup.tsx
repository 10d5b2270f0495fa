/**
 * After the name: instrument and own input, picked by hand or by playing. Both may be skipped; the menu has them. The
 * last tap makes the mix and starts the sound.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { hasText, t } from '../../i18n/language.js';
import { ChannelIcon, Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { isOn } from '../../model/listening.js';
import { FAMILIES, type Family, familyOf } from '../../model/mix/families.js';
import { usePage } from '../../model/page-context.js';
import { ChannelPicker } from './channel-picker.js';
import { startingMix } from './starting-mix.js';

const ROLE_ICON: Readonly<Record<Family, string>> = {
  vocals: 'vocal',
  guitars: 'guitar',
  bass: 'bass',
  drums: 'snare',
  keys: 'keys',
  winds: 'sax',
  strings: 'violin',
  tracks: 'track',
  others: 'mic',
};

export function Setup() {
  const page = usePage();
  const role = useSignal<Family | undefined>(undefined);
  const chosen = useSignal<readonly number[]>(page.access.link.value?.owner.value?.own ?? []);
  const connected = page.access.link.value;
  useEffect(() => {
    document.querySelector<HTMLElement>('.welcome h1')?.focus();
  }, [role.value]);
  if (connected === undefined) return null;
  // Inside the tap: browsers start sound only there.
  const finish = () => {
    begin(connected, role.value, chosen.value);
    if (chosen.value.length > 0 && !isOn(page.listening.state.value)) page.listening.toggle();
    page.screen.setupDone.value = true;
  };
  return (
    <main class="welcome">
      <div class="welcome__inner stack">
        {role.value === undefined ? (
          <Roles
            onPick={(family) => {
              role.value = family;
              const fitting = connected.channels.value.filter((channel) => familyOf(channel) === family);
              if (fitting.length === 1 && chosen.value.length === 0) chosen.value = [fitting[0].index];
            }}
            onSkip={() => {
              page.screen.setupDone.value = true;
            }}
          />
        ) : (
          <Inputs
            connected={connected}
            role={role.value}
            chosen={chosen.value}
            onChange={(next) => {
              chosen.value = next;
            }}
            onBack={() => {
              role.value = undefined;
            }}
            onDone={finish}
          />
        )}
      </div>
    </main>
  );
}

/** Claims the musician's own inputs, and gives the musician a mix to begin with. */
function begin(connected: BoxLink, role: Family | undefined, own: readonly number[]): void {
  if (own.length > 0)
    connected
      .commandOnceHere(`device/${connected.mine.peek()}`, { action: 'own', channels: own })
      .catch(() => undefined);
  if (role !== undefined)
    connected.mix(connected.mine.peek()).set(startingMix(role, connected.channels.value, own), 'starting-mix');
}

function Roles({ onPick, onSkip }: { onPick: (family: Family) => void; onSkip: () => void }) {
  return (
    <>
      <div>
        <h1 tabIndex={-1}>{t('whatDoYouPlay')}</h1>
        <p class="quiet">{t('whatDoYouPlayHint')}</p>
      </div>
      <div class="roles">
        {FAMILIES.map((family) => (
          <button key={family} type="button" class="role" onClick={() => onPick(family)}>
            <ChannelIcon icon={ROLE_ICON[family]} size={34} />
            <span>{hasText(`role_${family}`) ? t(`role_${family}`) : family}</span>
          </button>
        ))}
      </div>
      <button type="button" class="button button--plain" onClick={onSkip}>
        {t('skip')}
      </button>
    </>
  );
}

function Inputs({
  connected,
  role,
  chosen,
  onChange,
  onBack,
  onDone,
}: {
  connected: BoxLink;
  role: Family;
  chosen: readonly number[];
  onChange: (chosen: readonly number[]) => void;
  onBack: () => void;
  onDone: () => void;
}) {
  return (
    <>
      <div>
        <h1 tabIndex={-1}>{t('whichIsMe')}</h1>
        <p class="quiet">{t('whichIsMeHint')}</p>
      </div>
      <ChannelPicker connected={connected} chosen={chosen} first={role} onChange={onChange} />
      <div class="welcome__foot">
        <button type="button" class="button" onClick={onBack}>
          {t('back')}
        </button>
        <button
          type="button"
          class={`button button--tall grow ${chosen.length === 0 ? 'button--outline' : 'button--main'}`}
          onClick={onDone}
        >
          {chosen.length > 0 && <Icon name="headphones" />}
          {t(chosen.length === 0 ? 'continueWithout' : 'makeMyMix')}
        </button>
      </div>
    </>
  );
}
