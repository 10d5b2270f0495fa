/** What the page takes from a real browser. */

import type { FurtherLanguage } from './i18n/further.js';
import type { SocketLike } from './link/mqtt-client.js';
import { createListener } from './listen/listener.js';
import { MeterPainter } from './meter/painter.js';
import type { Appearance, PageEnv } from './model/env.js';

/** The build of this page; the build script puts it in. */
declare const BUILD: string;
/** The files in `languages/`; the build script puts them in. */
declare const LANGUAGES: readonly FurtherLanguage[];

export function browserEnv(window: Window): PageEnv {
  const { document } = window;
  const painter = new MeterPainter(window);
  const daylight = window.matchMedia('(prefers-color-scheme: light)');
  return {
    window,
    document,
    location: window.location,
    history: window.history,
    storage: () => window.localStorage,
    fetch: (...request) => fetch(...request),
    openSocket: (url, protocol) => new WebSocket(url, protocol) as unknown as SocketLike,
    createListener,
    painter,
    clock: {
      now: () => performance.now(),
      after: (ms, run) => void setTimeout(run, ms),
    },
    language: window.navigator.language,
    languages: LANGUAGES,
    prefersLight: () => daylight.matches,
    setAppearance: (appearance) => {
      dress(document, appearance);
      painter.repaint();
    },
    build: BUILD,
  };
}

/** Gives the document its theme and its text size; the style sheet does the rest. */
function dress(document: Document, { light, largeText }: Appearance): void {
  const root = document.documentElement;
  root.dataset.theme = light ? 'light' : 'dark';
  root.dataset.text = largeText ? 'large' : 'normal';
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute('content', getComputedStyle(root).getPropertyValue('--surface-1').trim() || '#11151c');
}
