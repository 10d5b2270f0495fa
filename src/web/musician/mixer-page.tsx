/** A mix on the screen: the own one or, for an engineer, anybody's. */
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';
import { busOf, mixesOf } from '../model/people/shared-mixes.js';
import { Toasts } from '../shell/toasts.js';
import { VersionNotice } from '../shell/version.js';
import { MasterStrip } from '../strip/master.js';
import { Above } from './above.js';
import { BankKeys } from './banks/bank-keys.js';
import { Banners } from './banners.js';
import { BigRows } from './big-rows.js';
import { Dock } from './dock.js';
import { GroupStrips } from './groups/groups.js';
import { Songs } from './sheets/song-stepper.js';
import { useShortcuts } from './shortcuts.js';
import { Strips } from './strips.js';
import { TopBar } from './top-bar.js';
import { WhoseMix } from './whose-mix.js';

export function MixerPage() {
  const page = usePage();
  useShortcuts();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const mine = page.shown.mine.value;
  const mix = page.shown.mix(connected);
  const bus = mine ? connected.uuid : busOfShown(page, connected);
  const Bar = page.shown.prepared?.Bar;
  const locked =
    connected.state.value === 'replaced' || connected.state.value === 'dismissed' || page.shown.lock.value.keepsOut;
  return (
    <div class="page">
      <TopBar />
      <Above>
        {!mine && <WhoseMix connected={connected} />}
        <VersionNotice />
        {Bar !== undefined && <Bar />}
        <Banners connected={connected} mix={mix} />
        {page.screen.panels.value.length === 0 && <Toasts inFlow />}
        {connected.setlist.value.songs.length > 0 &&
          (connected.setlist.value.anyone || page.identity.isEngineer.value) && (
            <Songs connected={connected} saves={mine} />
          )}
        {page.screen.mode.value === 'strips' && <BankKeys />}
      </Above>
      <main
        class={`mixer${page.shown.lock.value.keepsOut ? ' mixer--locked' : ''}${mine && page.compare.hearing.value ? ' mixer--before' : ''}`}
        onPointerDown={(event) => {
          // A locked fader explains why it does not move.
          if (page.shown.lock.peek().keepsOut && (event.target as Element).closest('.fader, .pan') !== null)
            page.notices.notify(t(page.identity.isEngineer.peek() ? 'lockNobody' : 'lockedByEngineer'));
        }}
      >
        <h2 class="visually-hidden">{t('channels')}</h2>
        {page.screen.mode.value === 'strips' && <Strips mix={mix} connected={connected} locked={locked} />}
        {page.screen.mode.value === 'groups' && <GroupStrips mix={mix} meters={connected.meters} locked={locked} />}
        {page.screen.mode.value === 'big' && <BigRows mix={mix} meters={connected.meters} locked={locked} />}
        <MasterStrip bus={bus} mix={mix} meters={connected.meters} locked={locked} />
      </main>
      <Dock mix={mix} connected={connected} locked={locked} bus={bus} mine={mine} />
    </div>
  );
}

/** The device whose sound the meter of somebody's mix shows. */
function busOfShown({ people, shown }: Page, connected: BoxLink): string {
  const uuid = shown.uuid.value;
  const mix = mixesOf(people.all.value, connected.devices.value).find(({ owner }) => owner.uuid === uuid);
  return mix === undefined ? uuid : busOf(mix);
}
