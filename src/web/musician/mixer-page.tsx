/** A mix on the screen: the own one or, for an engineer, anybody's. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import type { MixView } from '../model/mix/mix-view.js';
import { usePage } from '../model/page-context.js';
import { VersionNotice } from '../shell/version.js';
import { MasterStrip } from '../strip/master.js';
import { Overview } from '../strip/overview.js';
import { Strip } from '../strip/strip.js';
import { Banners } from './banners.js';
import { BigRows } from './big-rows.js';
import { Dock } from './dock.js';
import { GroupStrips } from './groups/groups.js';
import { Songs } from './sheets/song-stepper.js';
import { TopBar } from './top-bar.js';

/** Strips of the first render: more than a wide screen shows. */
const FIRST_STRIPS = 16;

export function MixerPage() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const uuid = page.screen.shownMix.value ?? connected.uuid;
  const mix = connected.mix(uuid);
  const locked =
    connected.state.value === 'replaced' || connected.state.value === 'dismissed' || page.shown.lock.value.keepsOut;
  return (
    <div class="page">
      <TopBar />
      <VersionNotice />
      <Banners connected={connected} mix={mix} />
      {connected.setlist.value.songs.length > 0 &&
        (connected.setlist.value.anyone || page.identity.isEngineer.value) && <Songs connected={connected} />}
      <main
        class={`mixer${page.shown.lock.value.keepsOut ? ' mixer--locked' : ''}`}
        onPointerDown={(event) => {
          // A locked fader explains why it does not move.
          if (page.shown.lock.peek().keepsOut && (event.target as Element).closest('.fader, .pan') !== null)
            page.notices.notify(t(page.identity.isEngineer.peek() ? 'lockNobody' : 'lockedByEngineer'));
        }}
      >
        <h2 class="visually-hidden">{t('channels')}</h2>
        {page.screen.mode.value === 'strips' && <Strips mix={mix} connected={connected} locked={locked} />}
        {page.screen.mode.value === 'groups' && <GroupStrips mix={mix} meters={connected.meters} locked={locked} />}
        {page.screen.mode.value === 'big' && <BigRows mix={mix} locked={locked} />}
        <MasterStrip mix={mix} meters={connected.meters} locked={locked} />
      </main>
      <Dock mix={mix} connected={connected} locked={locked} mine={uuid === connected.uuid} />
    </div>
  );
}

function Strips({ mix, connected, locked }: { mix: MixView; connected: BoxLink; locked: boolean }) {
  const page = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  // A slow phone first shows what fits its screen, and the rest a moment later.
  const all = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      all.value = true;
    }, 60);
    return () => clearTimeout(timer);
  }, [all]);
  const list = page.shown.strips.value;
  const mine = list.filter((strip) => strip.mine).length;
  return (
    <div class="strips-column">
      <div ref={scroller} class="strips">
        {(all.value ? list : list.slice(0, FIRST_STRIPS)).map((strip, i) => (
          <Strip
            // A strip that moves to the front is created anew: Chromium would keep skipping its old place.
            key={strip.mine ? `mine ${strip.ch}` : strip.ch}
            strip={strip}
            mix={mix}
            meters={connected.meters}
            endOfMine={mine > 0 && i === mine - 1}
            locked={locked}
          />
        ))}
      </div>
      <Overview strips={list} mix={mix} meters={connected.meters} scroller={scroller} />
    </div>
  );
}
