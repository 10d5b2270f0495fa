/** The strips of a mix side by side: as many as the musician wants on the screen, none half cut, me always in sight. */
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import type { MixView } from '../model/mix/mix-view.js';
import { usePage } from '../model/page-context.js';
import { HoldKey } from '../shell/hold-key.js';
import { Overview } from '../strip/overview.js';
import { Strip } from '../strip/strip.js';
import { shownBanks } from './banks/shown-banks.js';
import { usePinch } from './pinch.js';
import { GAP_PX, useStripWidth } from './strip-width.js';

/** Strips of the first render: more than a wide screen shows. */
const FIRST_STRIPS = 16;
/** From here on one looks for a strip by its name, and turns over a whole screen of strips. */
const MANY = 12;
/** At most this share of the strips in sight stays there. */
const PINNED_SHARE = 1 / 3;

export function Strips({ mix, connected, locked }: { mix: MixView; connected: BoxLink; locked: boolean }) {
  const page = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  const density = page.screen.density.value;
  usePinch(scroller, page.screen.density);
  const hidden = page.shown.hidden.value;
  const { strips: list, bank } = shownBanks(page);
  const mine = list.filter((strip) => strip.mine).length;
  const inSight = useStripWidth(scroller, density, mine > 0);
  // A slow phone first shows what fits its screen, and the rest a moment later.
  const all = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      all.value = true;
    }, 60);
    return () => clearTimeout(timer);
  }, [all]);
  // Each bank begins at its first strip; before the search scrolls to what it found.
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollLeft = 0;
  }, [bank]);
  const pinned = Math.min(mine, Math.floor(inSight * PINNED_SHARE));
  return (
    <div class="strips-column">
      <div
        ref={scroller}
        class={`strips strips--${density}`}
        style={{ '--pinned': String(pinned) }}
        onWheel={(event) => {
          // A mouse has one wheel: it scrolls the strips sideways.
          if (event.deltaX === 0 && !event.ctrlKey) event.currentTarget.scrollLeft += event.deltaY;
        }}
      >
        {(all.value ? list : list.slice(0, FIRST_STRIPS)).map((strip, i) => (
          <Strip
            // A strip that moves to the front is created anew: Chromium would keep skipping its old place.
            key={strip.mine ? `mine ${strip.ch}` : strip.ch}
            strip={strip}
            mix={mix}
            meters={connected.meters}
            endOfMine={mine > 0 && i === mine - 1}
            {...(i < pinned ? { pinned: i } : {})}
            locked={locked}
          />
        ))}
      </div>
      <div class="overview-row">
        {list.length > MANY && <Turn scroller={scroller} by={-1} />}
        <Overview strips={list} mix={mix} meters={connected.meters} scroller={scroller} />
        {(list.length > MANY || hidden.length > 0 || bank !== '') && (
          <button
            type="button"
            class="button button--plain button--icon"
            aria-label={t('findInput')}
            onClick={() => page.screen.openSheet('find')}
          >
            <Icon name="search" />
          </button>
        )}
        {list.length > MANY && <Turn scroller={scroller} by={1} />}
        {page.shown.mine.value && <HearBefore />}
      </div>
    </div>
  );
}

/** Held: the mix as it was before the newest changes. */
function HearBefore() {
  const { access, compare, shown } = usePage();
  const can = compare.back.value.length > 0 && access.link.value?.reached.value === true && !shown.lock.value.keepsOut;
  return (
    <HoldKey
      label={t('hearBefore')}
      class="button--plain button--icon"
      disabled={!can && compare.hearing.value === undefined}
      onHold={() => compare.start({ set: compare.back.peek() })}
      onRelease={compare.stop}
    >
      A/B
    </HoldKey>
  );
}

/** Turns to the next or the previous screen of strips; mine stay. */
function Turn({ scroller, by }: { scroller: { readonly current: HTMLElement | null }; by: 1 | -1 }) {
  const turn = () => {
    const strips = scroller.current;
    if (strips === null) return;
    const kept = Number.parseFloat(getComputedStyle(strips).scrollPaddingLeft) || 0;
    strips.scrollBy({ left: by * (strips.clientWidth - kept + GAP_PX) });
  };
  return (
    <button
      type="button"
      class="button button--plain button--icon"
      aria-label={t(by < 0 ? 'stripsBack' : 'stripsNext')}
      onClick={turn}
    >
      <Icon name={by < 0 ? 'back' : 'next'} />
    </button>
  );
}
