/** The engineer's desk: everyone, the channels, the songs, the sessions, the box. Panic is always within reach. */
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { deskOnlyTexts } from '../i18n/desk-only-texts.js';
import { addTexts, t } from '../i18n/language.js';
import { lazyTexts } from '../i18n/lazy-texts.js';
import { Icon } from '../icons/icon.js';
import type { UI_ICONS } from '../icons/shapes.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';
import { LinkState } from '../musician/top-bar.js';
import { AwayBanner } from '../shell/banner.js';
import { Panic } from '../shell/panic.js';
import { figuresOf, worstOf } from './box/box-figures.js';
import { BoxTab } from './box/box-tab.js';
import { Channels } from './channels.js';
import { DeskContext, useDesk } from './desk-context.js';
import { DeskState } from './desk-state.js';
import { useKeysHelp } from './keys-help.js';
import { People } from './people.js';
import { Sessions } from './sessions.js';
import { SongList } from './song-list.js';

const TABS = [
  ['people', 'people', 'tabPeople'],
  ['channels', 'sliders', 'tabChannels'],
  ['songs', 'song', 'tabSongs'],
  ['sessions', 'message', 'tabSessions'],
  ['box', 'box', 'tabBox'],
] as const satisfies readonly (readonly [string, keyof typeof UI_ICONS, Parameters<typeof t>[0]])[];

/** The desk with a state of its own, which lasts as long as the page. */
export function createDesk({ api }: Page): ComponentType {
  addTexts({ ...lazyTexts, ...deskOnlyTexts });
  const state = new DeskState(api);
  return () => (
    <DeskContext.Provider value={state}>
      <Desk />
    </DeskContext.Provider>
  );
}

function Desk() {
  const page = usePage();
  const desk = useDesk();
  useEffect(() => desk.watchHealth(), [desk]);
  useKeysHelp();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const tab = page.screen.deskTab.value;
  const waiting = connected.asks.value.length + connected.devices.value.filter(({ claims }) => claims !== null).length;
  const concern = connected.status.value.store?.state === 'trouble' ? 'bad' : worstOf(figuresOf(desk.health.value));
  return (
    <div class="page desk-page">
      <header class="bar">
        <div class="bar__title">
          <h1 class="cut">{t('deskTitle')}</h1>
          <LinkState />
        </div>
        <Panic connected={connected} />
        <button type="button" class="button" onClick={() => page.screen.go('mix')}>
          <Icon name="sliders" size={20} />
          <span class="wide-text">{t('myMix')}</span>
          <span class="visually-hidden narrow-text">{t('myMix')}</span>
        </button>
      </header>
      <AwayBanner connected={connected}>{t('awayDesk')}</AwayBanner>
      <nav class="tabs" aria-label={t('deskTabs')}>
        {TABS.map(([key, icon, text]) => (
          <a key={key} class="tab" href={`#/desk/${key}`} aria-current={tab === key ? 'page' : undefined}>
            <Icon name={icon} size={22} />
            <span>{t(text)}</span>
            {key === 'box' && concern !== undefined && (
              <span class={`tab__count concern--${concern}`}>
                !<span class="visually-hidden"> {t(concern === 'bad' ? 'concernBad' : 'concernWarn')}</span>
              </span>
            )}
            {key === 'sessions' && page.inbox.unseen.value.length > 0 && (
              <span class="tab__count">
                {page.inbox.unseen.value.length}
                <span class="visually-hidden"> {t('unreadMessages')}</span>
              </span>
            )}
            {key === 'people' && waiting > 0 && (
              <span class="tab__count">
                {waiting}
                <span class="visually-hidden"> {t('asksWaiting')}</span>
              </span>
            )}
          </a>
        ))}
      </nav>
      <main class="desk">
        {tab === 'channels' ? (
          <Channels connected={connected} />
        ) : tab === 'songs' ? (
          <SongList connected={connected} />
        ) : tab === 'sessions' ? (
          <Sessions connected={connected} />
        ) : tab === 'box' ? (
          <BoxTab connected={connected} />
        ) : (
          <People connected={connected} />
        )}
      </main>
    </div>
  );
}
