/** A lock against the pocket: nothing reacts until the knob is slid aside. Dark, to spare the battery and the stage. */
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { pocketLocked } from '../model/screen.js';
import { statusText } from './listen-words.js';
import { listening } from './listening.js';

/** Share of the way the knob must go. */
const ENOUGH = 0.85;

export function PocketLock() {
  const knob = useRef<HTMLButtonElement>(null);
  const start = useRef<number | undefined>(undefined);
  useEffect(() => knob.current?.focus(), []);
  const unlock = () => {
    pocketLocked.value = false;
  };
  const way = () => (knob.current?.parentElement?.clientWidth ?? 300) - 60;
  const slide = (event: PointerEvent) => {
    if (start.current === undefined || knob.current === null) return;
    const x = Math.max(0, Math.min(way(), event.clientX - start.current));
    knob.current.style.setProperty('--slid', `${x}px`);
    if (x >= way() * ENOUGH) unlock();
  };
  const end = () => {
    start.current = undefined;
    knob.current?.style.setProperty('--slid', '0px');
  };
  return (
    <div class="lockscreen" role="dialog" aria-modal="true" aria-label={t('locked')}>
      <Icon name="lock" size={56} />
      <div>
        <p style={{ fontSize: 'var(--size-5)' }}>{t('locked')}</p>
        <p>{listening.value === undefined ? '' : statusText(listening.value)}</p>
      </div>
      <div class="lockscreen__slide">
        {t('slideToUnlock')}
        <button
          ref={knob}
          type="button"
          class="lockscreen__knob"
          aria-label={t('unlock')}
          onPointerDown={(event) => {
            start.current = event.clientX;
            knob.current?.setPointerCapture(event.pointerId);
          }}
          onPointerMove={slide}
          onPointerUp={end}
          onPointerCancel={end}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ' ') unlock();
          }}
        >
          <Icon name="next" />
        </button>
      </div>
    </div>
  );
}
