/** The check before the show: the phone rings until its person says that they hear it. Over everything else. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Check } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Sheet } from '../../shell/sheet.js';
import { ringInto } from './ring-sound.js';

/** From one ringing to the next, ms. */
const EVERY_MS = 2000;
/** A buzz beside each ringing, ms on, off, on. */
const BUZZ = [150, 100, 150];

export function Ring() {
  const page = usePage();
  /** The check that the person closed without an answer. */
  const closed = useSignal('');
  const connected = page.access.link.value;
  const check = connected?.check.value ?? null;
  const me = check?.people.find(({ uuid }) => uuid === connected?.uuid);
  if (connected === undefined || check === null || me === undefined) return null;
  if (me.heardAt !== null || closed.value === check.id) return null;
  return (
    <Ringing
      key={check.id}
      check={check}
      connected={connected}
      onClose={() => {
        closed.value = check.id;
      }}
    />
  );
}

function Ringing({ check, connected, onClose }: { check: Check; connected: BoxLink; onClose: () => void }) {
  const page = usePage();
  const listening = page.listening.state.value?.status === 'playing';
  useEffect(() => {
    // Without the mix the phone rings by itself, where the browser lets it.
    const own = new AudioContext();
    const ring = () => {
      const output = [page.listening.input, own.destination].find((node) => node?.context.state === 'running');
      // In a context that stands, the notes of every ringing would pile up and sound at once.
      if (output === undefined) own.resume().catch(() => undefined);
      else ringInto(output);
      navigator.vibrate?.(BUZZ);
    };
    // It rings at once where the browser allows it, or else at the first tap.
    own.resume().then(ring, () => undefined);
    const timer = setInterval(ring, EVERY_MS);
    return () => {
      clearInterval(timer);
      void own.close();
    };
  }, [page]);
  return (
    <Sheet full title={t('ringTitle', { name: check.name })} onClose={onClose}>
      <div class="stack ring">
        <h3>{t('ringAsk')}</h3>
        <button
          type="button"
          class="button button--main ring__heard"
          onClick={() =>
            void connected.command('check', { action: 'heard', id: check.id, listening }).catch(page.notices.tell)
          }
        >
          <Icon name="check" size={28} />
          {t('ringHeard')}
        </button>
        {!listening && (
          <>
            <p class="quiet">{t('ringAlone')}</p>
            <button type="button" class="button" onClick={() => page.listening.toggle()}>
              <Icon name="headphones" size={20} />
              {t('listen')}
            </button>
          </>
        )}
      </div>
    </Sheet>
  );
}
