/** Chooses the screen, and loads the parts that a phone does not need first: the desk and the sheets. */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { addTexts, t } from './i18n/language.js';
import type { Page } from './model/page.js';
import { usePage } from './model/page-context.js';
import { MixerPage } from './musician/mixer-page.js';
import { PocketLock } from './musician/pocket-lock.js';
import { Setup } from './musician/welcome/setup.js';
import { Welcome } from './musician/welcome/welcome.js';
import { Toasts } from './shell/toasts.js';

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
  // So are the sheets: the faders do not wait for them.
  const sheets = useSignal<ComponentType | undefined>(undefined);
  useSignalEffect(() => {
    if (page.access.phase.value !== 'ready' || sheets.peek() !== undefined) return;
    // Read, so that a failed attempt is made again when a sheet is wanted.
    void page.screen.sheet.value;
    void import('./musician/sheets/open-sheet.js').then(
      (part) => {
        addTexts(part.lazyTexts);
        sheets.value = part.OpenSheet;
      },
      () => undefined,
    );
  });
  const Sheets = sheets.value;
  return (
    <>
      <Screen desk={desk.value} />
      {Sheets !== undefined && <Sheets />}
      {page.screen.panels.value.length === 0 && !onMixer(page) && <Toasts />}
      {page.screen.pocketLocked.value && <PocketLock />}
    </>
  );
}

/** The mixer shows messages in a place of its own. */
function onMixer({ access, screen, identity }: Page): boolean {
  const link = access.link.value;
  if (access.phase.value !== 'ready' || link === undefined || !link.mix(link.mine.value).loaded.value) return false;
  return screen.setupDone.value && !(screen.route.value === 'desk' && identity.isEngineer.value);
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
  if (!connected.mix(connected.mine.value).loaded.value)
    return connected.noSockets.value ? (
      <Waiting text={t('noSockets')} hint={t('openElsewhere', { address: location.host })} />
    ) : (
      <Waiting text={t('lookingForBox')} />
    );
  if (!page.screen.setupDone.value) return <Setup />;
  if (onMixer(page)) return <MixerPage />;
  return Desk === undefined ? <Waiting text={t('lookingForBox')} /> : <Desk />;
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
