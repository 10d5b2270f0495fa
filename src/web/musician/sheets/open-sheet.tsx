/** The open sheet, and the ringing over everything. Both are one part of the page, loaded after the first screen. */
import { useEffect } from 'preact/hooks';
import { usePage } from '../../model/page-context.js';
import { GroupSheet } from '../groups/group-sheet.js';
import { Ring } from '../ring/ring.js';
import { AboutSheet } from './about-sheet.js';
import { AskSheet } from './ask-sheet.js';
import { BandSheet } from './band-sheet.js';
import { ChannelSheet } from './channel-sheet.js';
import { CompareSheet } from './compare-sheet.js';
import { DisplaySheet } from './display-sheet.js';
import { EngineerSheet } from './engineer-sheet.js';
import { FindSheet } from './find-sheet.js';
import { HistorySheet } from './history-sheet.js';
import { KeysSheet } from './keys-sheet.js';
import { ListenSheet } from './listen-sheet.js';
import { useLoadedPreset } from './loaded.js';
import { MenuSheet } from './menu-sheet.js';
import { MessagesSheet } from './messages-sheet.js';
import { OfferSheet } from './offer-sheet.js';
import { PanicSheet } from './panic-sheet.js';
import { PresetsSheet } from './presets-sheet.js';
import { SetupSheet } from './setup-sheet.js';
import { TakeMix } from './take-mix.js';

export { lazyTexts } from '../../i18n/lazy-texts.js';

const SHEETS = {
  menu: MenuSheet,
  panic: PanicSheet,
  find: FindSheet,
  listen: ListenSheet,
  presets: PresetsSheet,
  history: HistorySheet,
  compare: CompareSheet,
  offer: OfferSheet,
  ask: AskSheet,
  band: BandSheet,
  messages: MessagesSheet,
  display: DisplaySheet,
  keys: KeysSheet,
  engineer: EngineerSheet,
  about: AboutSheet,
  setup: SetupSheet,
};

/** The code that a camera brought here, in the address; it is used once. */
function useScannedCode(): void {
  const { screen } = usePage();
  useEffect(() => {
    const asked = new URLSearchParams(location.search);
    const pass = asked.get('pass');
    const code = pass ?? asked.get('phone');
    if (code === null) return;
    history.replaceState(history.state, '', location.pathname + location.hash);
    screen.openSheet({ phone: code, pass: pass !== null });
  }, [screen]);
}

export function OpenSheet() {
  useLoadedPreset();
  return (
    <>
      <Opened />
      <Ring />
    </>
  );
}

function Opened() {
  const page = usePage();
  useScannedCode();
  const open = page.screen.sheet.value;
  if (open === undefined || page.access.phase.value !== 'ready') return null;
  if (typeof open === 'object' && 'phone' in open) return <TakeMix code={open.phone} pass={open.pass} />;
  if (typeof open === 'object')
    return 'group' in open ? (
      <GroupSheet key={open.group} group={open.group} />
    ) : (
      <ChannelSheet key={open.channel} channel={open.channel} />
    );
  const Content = SHEETS[open];
  return <Content key={open} />;
}
