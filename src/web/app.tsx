/** Chooses the screen and the open sheet. */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { t } from './i18n/language.js';
import { usePage } from './model/page-context.js';
import { GroupSheet } from './musician/groups/group-sheet.js';
import { MixerPage } from './musician/mixer-page.js';
import { PocketLock } from './musician/pocket-lock.js';
import { AboutSheet } from './musician/sheets/about-sheet.js';
import { AskSheet } from './musician/sheets/ask-sheet.js';
import { BandSheet } from './musician/sheets/band-sheet.js';
import { ChannelSheet } from './musician/sheets/channel-sheet.js';
import { DisplaySheet } from './musician/sheets/display-sheet.js';
import { EngineerSheet } from './musician/sheets/engineer-sheet.js';
import { HistorySheet } from './musician/sheets/history-sheet.js';
import { ListenSheet } from './musician/sheets/listen-sheet.js';
import { MenuSheet } from './musician/sheets/menu-sheet.js';
import { PresetsSheet } from './musician/sheets/presets-sheet.js';
import { SetupSheet } from './musician/sheets/setup-sheet.js';
import { Setup } from './musician/welcome/setup.js';
import { Welcome } from './musician/welcome/welcome.js';
import { Toasts } from './shell/toasts.js';

const SHEETS = {
  menu: MenuSheet,
  listen: ListenSheet,
  presets: PresetsSheet,
  history: HistorySheet,
  ask: AskSheet,
  band: BandSheet,
  display: DisplaySheet,
  engineer: EngineerSheet,
  about: AboutSheet,
  setup: SetupSheet,
};

export function App() {
  const page = usePage();
  // The desk is a separate chunk: a musician's phone never loads it.
  const desk = useSignal<ComponentType | undefined>(undefined);
  useSignalEffect(() => {
    if (page.identity.isEngineer.value && desk.peek() === undefined)
      void import('./engineer/desk.js').then((part) => {
        desk.value = part.createDesk(page);
      });
  });
  return (
    <>
      <Screen desk={desk.value} />
      <OpenSheet />
      {page.screen.panels.value.length === 0 && <Toasts />}
      {page.screen.pocketLocked.value && <PocketLock />}
    </>
  );
}

const LOOKING = {
  loading: 'lookingForBox',
  ready: 'lookingForBox',
  unreachable: 'boxUnreachable',
  busy: 'boxBusy',
} as const;

function Screen({ desk: Desk }: { desk: ComponentType | undefined }) {
  const page = usePage();
  if (page.access.phase.value === 'welcome') return <Welcome />;
  const connected = page.access.link.value;
  if (page.access.phase.value !== 'ready' || connected === undefined)
    return <Waiting text={t(LOOKING[page.access.phase.value])} />;
  if (!connected.mix(connected.uuid).loaded.value)
    return connected.noSockets.value ? (
      <Waiting text={t('noSockets')} hint={t('openElsewhere', { address: location.host })} />
    ) : (
      <Waiting text={t('lookingForBox')} />
    );
  if (!page.screen.setupDone.value) return <Setup />;
  if (page.screen.route.value === 'desk' && page.identity.isEngineer.value) {
    return Desk === undefined ? <Waiting text={t('lookingForBox')} /> : <Desk />;
  }
  return <MixerPage />;
}

function OpenSheet() {
  const page = usePage();
  const open = page.screen.sheet.value;
  if (open === undefined || page.access.phase.value !== 'ready') return null;
  if (typeof open === 'object')
    return 'group' in open ? (
      <GroupSheet key={open.group} group={open.group} />
    ) : (
      <ChannelSheet key={open.channel} channel={open.channel} />
    );
  const Content = SHEETS[open];
  return <Content key={open} />;
}

function Waiting({ text, hint = t('waitingHint') }: { text: string; hint?: string }) {
  return (
    <main class="waiting">
      <div class="stack">
        <h1>{text}</h1>
        <p class="quiet">{hint}</p>
      </div>
    </main>
  );
}
