/** The strips of a mix side by side: as many as the musician wants on the screen, none half cut, me always in sight. */
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import type { MixView } from '../model/mix/mix-view.js';
import { usePage } from '../model/page-context.js';
import type { Density } from '../model/screen.js';
import { Overview } from '../strip/overview.js';
import { Strip } from '../strip/strip.js';

/** Strips of the first render: more than a wide screen shows. */
const FIRST_STRIPS = 16;
/** Least width of a strip, CSS px. */
const LEAST: Readonly<Record<Density, number>> = { 4: 88, 6: 58, 8: 43 };
/** Large text needs broader strips. */
const LARGE = 1.25;
/** Between two strips, and after my own ones, CSS px. */
const GAP = 1;
const AFTER_MINE = 3;
/** From here on one looks for a strip by its name, and turns over a whole screen of strips. */
const MANY = 12;
/** At most this share of the strips in sight stays there. */
const PINNED_SHARE = 1 / 3;

/** How many strips fit, and how wide each is so that none is cut, CSS px. Pure. */
function stripsThatFit(width: number, density: Density, large: boolean): { count: number; each: number } {
  const least = LEAST[density] * (large ? LARGE : 1);
  const count = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  return { count, each: (width - GAP * (count - 1)) / count };
}

export function Strips({ mix, connected, locked }: { mix: MixView; connected: BoxLink; locked: boolean }) {
  const page = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  const inSight = useSignal(4);
  const density = page.screen.density.value;
  const large = page.screen.largeText.value;
  const list = page.shown.strips.value;
  const mine = list.filter((strip) => strip.mine).length;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const fit = () => {
      const room = element.clientWidth - (mine > 0 ? AFTER_MINE : 0);
      const { count, each } = stripsThatFit(room, density, large);
      element.style.setProperty('--strip', `${each.toFixed(2)}px`);
      inSight.value = count;
    };
    fit();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [density, large, mine, inSight]);
  // A slow phone first shows what fits its screen, and the rest a moment later.
  const all = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      all.value = true;
    }, 60);
    return () => clearTimeout(timer);
  }, [all]);
  const pinned = Math.min(mine, Math.floor(inSight.value * PINNED_SHARE));
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
        {list.length > MANY && (
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
      </div>
    </div>
  );
}

/** Turns to the next or the previous screen of strips; mine stay. */
function Turn({ scroller, by }: { scroller: { readonly current: HTMLElement | null }; by: 1 | -1 }) {
  const turn = () => {
    const strips = scroller.current;
    if (strips === null) return;
    const kept = Number.parseFloat(getComputedStyle(strips).scrollPaddingLeft) || 0;
    strips.scrollBy({ left: by * (strips.clientWidth - kept + GAP) });
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
