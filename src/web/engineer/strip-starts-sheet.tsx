/** Chooses a strip to start from, by instrument. */
import { COMPRESSOR_PARAMETERS } from '../../wire/dynamics.js';
import { FLAT_STRIP, type StripSettings } from '../../wire/strip.js';
import { hertzText, valueText } from '../eq/eq-text.js';
import { t } from '../i18n/language.js';
import { ChannelIcon } from '../icons/icon.js';
import { Sheet } from '../shell/sheet.js';
import { startsFor } from './strip-starts.js';

export function StripStartsSheet({
  icon,
  onPick,
  onClose,
}: {
  /** The input's own. */
  icon: string;
  /** A whole strip, but for the polarity. */
  onPick: (strip: Omit<StripSettings, 'invert'>) => void;
  onClose: () => void;
}) {
  return (
    <Sheet title={t('startTitle')} onClose={onClose}>
      <p class="quiet">{t('startHint')}</p>
      <ul class="list">
        {startsFor(icon).map(({ name, icon, set }) => {
          const { invert: _own, ...strip } = { ...FLAT_STRIP, ...set };
          return (
            <li key={name} class="row">
              <button
                type="button"
                class="list__item grow"
                onClick={() => {
                  onPick(strip);
                  onClose();
                }}
              >
                <ChannelIcon icon={icon} />
                <span class="grow">
                  <strong>{t(name)}</strong>
                  <br />
                  <span class="quiet small">{partsOf(strip)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}

/** "High-pass 110 Hz · Compressor 3.0:1 · Equaliser". */
function partsOf({ hpOn, hpHz, gateOn, compOn, compRatio }: Omit<StripSettings, 'invert'>): string {
  return [
    hpOn && `${t('stripHighPass')} ${hertzText(hpHz)}`,
    gateOn && t('gateOn'),
    compOn && `${t('compOn')} ${valueText(COMPRESSOR_PARAMETERS.compRatio, compRatio)}`,
    t('eqOn'),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}
