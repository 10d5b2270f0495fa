/** What is on the screen and how it looks: route, open sheet, theme, sizes. Stored on the device. */
import { computed, effect, signal } from '@preact/signals';
import { keep, recallJson } from '../link/storage.js';
import { repaint } from '../meter/painter.js';
import { goTo } from './layers.js';

export type SheetName =
  | 'menu'
  | 'listen'
  | 'presets'
  | 'history'
  | 'ask'
  | 'band'
  | 'display'
  | 'engineer'
  | 'about'
  | 'setup';
type Theme = 'dark' | 'light';
/** `strips` faders side by side · `groups` one fader for each kind of instrument · `big` rows of large buttons. */
export type MixerMode = 'strips' | 'groups' | 'big';

/** The open sheet of a channel or a group: its id, `new`, or the name of a group that the page made by itself. */
export type OpenSheet = SheetName | { readonly channel: number } | { readonly group: string };
export const sheet = signal<OpenSheet | undefined>(undefined);

export function openSheet(name: OpenSheet): void {
  sheet.value = name;
}

export function closeSheet(): void {
  sheet.value = undefined;
}

export const pocketLocked = signal(false);

interface Look {
  readonly theme: Theme | 'auto';
  readonly large: boolean;
  readonly mode: MixerMode;
}
const KEY = 'fichatech_web_look';
const start: Look = { theme: 'dark', large: false, mode: 'strips', ...recallJson<Partial<Look>>(KEY, {}) };

export const theme = signal<Look['theme']>(start.theme);
export const largeText = signal(start.large);
export const mode = signal<MixerMode>(start.mode);

const daylight = window.matchMedia('(prefers-color-scheme: light)');

effect(() => {
  const look: Look = { theme: theme.value, large: largeText.value, mode: mode.value };
  keep(KEY, JSON.stringify(look));
  const root = document.documentElement;
  const light = look.theme === 'light' || (look.theme === 'auto' && daylight.matches);
  root.dataset.theme = light ? 'light' : 'dark';
  root.dataset.text = look.large ? 'large' : 'normal';
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute('content', getComputedStyle(root).getPropertyValue('--surface-1').trim() || '#11151c');
  repaint();
});

export type Route = 'mix' | 'desk';
/**
 * `#/` the own mix · `#/mix/<uuid>` another device's mix · `#/desk/<tab>`. The address
 * alone decides what is on the screen, so Back and a reload lead to the right place.
 */
const place = signal(location.hash);
window.addEventListener('hashchange', () => {
  place.value = location.hash;
});
const parts = computed(() => place.value.split('/'));
export const route = computed<Route>(() => (parts.value[1] === 'desk' ? 'desk' : 'mix'));
/** The uuid of the device whose mix is shown; undefined is the own mix. */
export const shownMix = computed(() => (parts.value[1] === 'mix' && parts.value[2] ? parts.value[2] : undefined));
/** Tab of the engineer's desk: the open one, or the one shown last. */
export const deskTab = signal('people');
effect(() => {
  if (route.value === 'desk') deskTab.value = parts.value[2] || 'people';
});

export function go(to: Route, tab?: string): void {
  goTo(to === 'mix' ? '#/' : `#/desk/${tab ?? deskTab.peek()}`);
  place.value = location.hash;
}

/** Opens another device's mix. */
export function goToMix(uuid: string): void {
  goTo(`#/mix/${uuid}`);
  place.value = location.hash;
}

/** Leaves a mix that cannot be seen, or no longer; Back does not return to it. */
export function leaveOthersMix(to: Route): void {
  location.replace(to === 'mix' ? '#/' : '#/desk/people');
  place.value = location.hash;
}

const SETUP_KEY = 'fichatech_web_setup_done';
/** Whether the questions of the first visit were answered or skipped. */
export const setupDone = signal(recallJson<boolean>(SETUP_KEY, true));
effect(() => keep(SETUP_KEY, JSON.stringify(setupDone.value)));
