/** What is on the screen and how it looks: route, open sheets, theme, sizes, language. Stored on the device. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { furtherWords } from '../i18n/further.js';
import { pickLanguage } from '../i18n/language.js';
import { furtherFor, languageOf } from '../i18n/language-of.js';
import type { PageStorage } from '../link/storage.js';
import type { PageEnv } from './env.js';
import type { Layers } from './layers.js';

export type SheetName =
  | 'menu'
  | 'panic'
  | 'find'
  | 'listen'
  | 'presets'
  | 'history'
  | 'compare'
  | 'offer'
  | 'ask'
  | 'band'
  | 'messages'
  | 'display'
  | 'keys'
  | 'engineer'
  | 'about'
  | 'setup';
export type Theme = 'dark' | 'light' | 'auto';
/** `strips` faders side by side · `groups` one fader for each kind of instrument · `big` rows of large buttons. */
export type MixerMode = 'strips' | 'groups' | 'big';
/**
 * The open sheet: of a channel; of another phone's code; of a group by its id or `new`. A group that the page made by
 * itself has its name.
 */
export type OpenSheet =
  | SheetName
  | { readonly channel: number }
  | { readonly group: string }
  | { readonly phone: string; readonly pass: boolean };
/** Strips side by side on a phone's screen; a wider screen has more of the same width. */
export type Density = '4' | '6' | '8';
export type Route = 'mix' | 'desk';

interface Look {
  readonly theme: Theme;
  readonly large: boolean;
  readonly mode: MixerMode;
  readonly density: Density;
  readonly hidden: readonly number[];
  readonly bank: string;
}

const LOOK_KEY = 'fichatech_web_look';
const SETUP_KEY = 'fichatech_web_setup_done';
const LANGUAGE_KEY = 'fichatech_web_language';

export class Screen {
  /** The sheet that the musician opened. */
  readonly sheet = signal<OpenSheet | undefined>(undefined);
  /** Every panel over the page, the top one last; the desk opens its own. */
  readonly panels = signal<readonly symbol[]>([]);
  readonly pocketLocked = signal(false);
  /** A finger is on the mixer, or was a moment ago. */
  readonly touched = signal(false);
  readonly theme: Signal<Theme>;
  readonly largeText: Signal<boolean>;
  readonly mode: Signal<MixerMode>;
  readonly density: Signal<Density>;
  /** Inputs whose strips the musician has hidden in the own mix; the own inputs stay. */
  readonly hidden: Signal<readonly number[]>;
  /** The bank of many strips: `mine`, a group's key, or `from <place>`; empty for all. */
  readonly bank: Signal<string>;
  /** Whether the questions of the first visit were answered or skipped. */
  readonly setupDone: Signal<boolean>;
  readonly route: ReadonlySignal<Route>;
  /** The uuid of the device whose mix is shown; undefined is the own mix. */
  readonly shownMix: ReadonlySignal<string | undefined>;
  /** Tab of the engineer's desk: the open one, or the one shown last. */
  readonly deskTab = signal('people');
  /** The languages to choose from: code, and what the language calls itself. */
  readonly languages: readonly (readonly [code: string, name: string])[];
  #wantedLanguage = 'en';
  readonly #env: PageEnv;
  readonly #storage: PageStorage;
  readonly #layers: Layers;
  /**
   * `#/` the own mix · `#/mix/<uuid>` another device's mix · `#/desk/<tab>`. The address
   * alone decides what is on the screen, so Back and a reload lead to the right place.
   */
  readonly #place: Signal<string>;
  readonly #ends: (() => void)[];

  constructor(env: PageEnv, storage: PageStorage, layers: Layers) {
    this.#env = env;
    this.#storage = storage;
    this.#layers = layers;
    const start: Look = {
      theme: 'dark',
      large: false,
      mode: 'strips',
      density: '4',
      hidden: [],
      bank: '',
      ...storage.recallJson<Partial<Look>>(LOOK_KEY, {}),
    };
    this.theme = signal(start.theme);
    this.largeText = signal(start.large);
    this.mode = signal(start.mode);
    this.density = signal(start.density);
    this.hidden = signal(start.hidden);
    this.bank = signal(start.bank);
    this.setupDone = signal(storage.recallJson<boolean>(SETUP_KEY, true));
    this.languages = [
      ['en', 'English'],
      ['es', 'Español'],
      ...env.languages.map(({ code, name }) => [code, name] as const),
    ];
    const kept = storage.recall(LANGUAGE_KEY);
    const known = this.languages.some(([code]) => code === kept);
    this.#speak(known ? `${kept}` : (furtherFor(env.language, env.languages)?.code ?? languageOf(env.language)));
    this.#place = signal(env.location.hash);
    const parts = computed(() => this.#place.value.split('/'));
    this.route = computed(() => (parts.value[1] === 'desk' ? 'desk' : 'mix'));
    this.shownMix = computed(() => (parts.value[1] === 'mix' && parts.value[2] ? parts.value[2] : undefined));
    env.window.addEventListener('hashchange', this.#moved);
    this.#ends = [
      () => env.window.removeEventListener('hashchange', this.#moved),
      effect(() => this.#keepLook()),
      effect(() => storage.keep(SETUP_KEY, JSON.stringify(this.setupDone.value))),
      effect(() => {
        if (this.route.value === 'desk') this.deskTab.value = parts.value[2] || 'people';
      }),
    ];
  }

  dispose(): void {
    for (const end of this.#ends) end();
  }

  hide(ch: number, yes: boolean): void {
    const others = this.hidden.peek().filter((other) => other !== ch);
    this.hidden.value = yes ? [...others, ch] : others;
  }

  openSheet(name: OpenSheet): void {
    this.sheet.value = name;
  }

  readonly closeSheet = (): void => {
    this.sheet.value = undefined;
  };

  /** A panel lies over the page; returns a function that takes it away. */
  addPanel(panel: symbol): () => void {
    this.panels.value = [...this.panels.peek(), panel];
    return () => {
      this.panels.value = this.panels.peek().filter((other) => other !== panel);
    };
  }

  readonly pickLanguage = (code: string): void => {
    this.#speak(code);
    this.#storage.keep(LANGUAGE_KEY, code);
  };

  go(to: Route, tab?: string): void {
    this.#goTo(to === 'mix' ? '#/' : `#/desk/${tab ?? this.deskTab.peek()}`);
  }

  /** Opens another device's mix. */
  goToMix(uuid: string): void {
    this.#goTo(`#/mix/${uuid}`);
  }

  /** From one person's mix to the next: Back leads to where the first was opened. */
  turnToMix(uuid: string): void {
    this.#env.location.replace(`#/mix/${uuid}`);
    this.#moved();
  }

  /** Leaves a mix that cannot be seen, or no longer; Back does not return to it. */
  leaveOthersMix(to: Route): void {
    this.#env.location.replace(to === 'mix' ? '#/' : '#/desk/people');
    this.#moved();
  }

  #speak(code: string): void {
    this.#wantedLanguage = code;
    if (code === 'en' || code === 'es') {
      pickLanguage(code);
      return;
    }
    void furtherWords(this.#env.fetch, code).then((words) => {
      // Somebody may have picked another one meanwhile.
      if (this.#wantedLanguage === code) pickLanguage(code, words);
    });
  }

  #goTo(hash: string): void {
    this.#layers.goTo(hash);
    this.#moved();
  }

  readonly #moved = (): void => {
    this.#place.value = this.#env.location.hash;
  };

  #keepLook(): void {
    const look: Look = {
      theme: this.theme.value,
      large: this.largeText.value,
      mode: this.mode.value,
      density: this.density.value,
      hidden: this.hidden.value,
      bank: this.bank.value,
    };
    this.#storage.keep(LOOK_KEY, JSON.stringify(look));
    this.#env.setAppearance({
      light: look.theme === 'light' || (look.theme === 'auto' && this.#env.prefersLight()),
      largeText: look.large,
    });
  }
}
