/** Every input by name: typing narrows the list, a tap goes to its strip. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/language.js';
import { ChannelIcon } from '../../icons/icon.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';
import { stripColours } from '../../strip/strip.js';
import { shownBanks } from '../banks/shown-banks.js';

/** Text as one looks for it: without capitals and accents. Pure. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function FindSheet() {
  const page = usePage();
  const wanted = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const found = page.shown.strips.value.filter(({ name }) => plain(name).includes(plain(wanted.value.trim())));
  const hidden = page.shown.hidden.value;
  const goTo = (channel: number) => {
    page.screen.closeSheet();
    if (hidden.includes(channel)) page.screen.hide(channel, false);
    if (!shownBanks(page).strips.some(({ ch }) => ch === channel)) page.screen.bank.value = '';
    requestAnimationFrame(() => show(channel));
  };
  const show = (channel: number) => {
    document
      .querySelector(`[data-channel="${channel}"]`)
      ?.scrollIntoView({ inline: 'start', block: 'nearest', behavior: 'instant' });
  };
  return (
    <Sheet title={t('findInput')} onClose={page.screen.closeSheet}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (found.length > 0) goTo(found[0].ch);
        }}
      >
        <Field label={t('inputName')}>
          <input
            ref={field}
            class="input"
            type="search"
            enterKeyHint="go"
            value={wanted.value}
            onInput={(event) => {
              wanted.value = event.currentTarget.value;
            }}
          />
        </Field>
        {hidden.length > 0 && (
          <button
            type="button"
            class="button button--outline"
            onClick={() => {
              page.screen.hidden.value = [];
            }}
          >
            {t('showAllStrips', { n: hidden.length })}
          </button>
        )}
        <ul class="list" aria-label={t('channels')}>
          {found.map((strip) => (
            <li key={strip.ch}>
              <button type="button" class="list__item" style={stripColours(strip)} onClick={() => goTo(strip.ch)}>
                <span class="strip__tile">
                  <ChannelIcon icon={strip.icon} />
                </span>
                <span class="grow">{strip.name}</span>
                {hidden.includes(strip.ch) && <span class="badge">{t('hiddenStrip')}</span>}
              </button>
            </li>
          ))}
        </ul>
      </form>
    </Sheet>
  );
}
