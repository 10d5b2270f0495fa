/** A lock for the pocket: nothing reacts until the knob is slid aside. Dark, to spare the battery and the stage. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { CUE_MS } from '../model/band-session.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { useLayer } from '../shell/layer.js';
import { panicText } from './banners.js';
import { causeText, statusText } from './listen-words.js';
import { LinkState } from './top-bar.js';

/** Share of its travel that the knob must go. */
const ENOUGH = 0.85;

export function PocketLock() {
  const page = usePage();
  const knob = useRef<HTMLButtonElement>(null);
  const start = useRef<number | undefined>(undefined);
  useEffect(() => knob.current?.focus(), []);
  // Nothing reacts in the pocket, not even Back.
  useLayer('stays');
  const unlock = () => {
    page.screen.pocketLocked.value = false;
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
        <LinkState />
        <Heard />
      </div>
      {page.access.link.value !== undefined && <Told connected={page.access.link.value} />}
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

/** The state of listening, with its cause when it is disturbed. */
function Heard() {
  const page = usePage();
  const state = page.listening.state.value;
  if (state === undefined) return null;
  return (
    <>
      <p>{statusText(state)}</p>
      {state.cause !== null && <p>{causeText(state.cause)}</p>}
    </>
  );
}

/** Shows urgent news even while the phone is locked. An alert stays until the lock is opened. */
function Told({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const lockedAt = useMemo(() => performance.now(), []);
  const cue = page.band.lastCue.value;
  const lines = [
    cue !== undefined && cue.at > lockedAt - CUE_MS ? cue.text : '',
    ...page.inbox.unseen.value.filter(({ alert }) => alert).map(({ name, text }) => `${name}: ${text}`),
    panicText(connected),
    connected.away.value ? t('awayMix') : '',
    connected.status.value.source?.state === 'gone' ? t('causeSourceGone') : '',
  ].filter((line) => line !== '');
  return (
    <div class="lockscreen__told" role="alert">
      {lines.map((line) => (
        <p key={line}>
          <Icon name="alert" size={28} />
          <span>{line}</span>
        </p>
      ))}
    </div>
  );
}
