/** What a key does in a mix on the screen, by where the focus is. Pure. */

/** Where a key was pressed. */
export interface KeyPlace {
  /** In a field that takes text. */
  readonly typing: boolean;
  /** On a control that Space presses. */
  readonly pushes: boolean;
  /** In something with arrow keys of its own. */
  readonly arrows: boolean;
  /** In a strip of the mixer. */
  readonly strip: boolean;
  /** On a slider, whose Page keys and perhaps arrows are its own. */
  readonly slider: 'standing' | 'lying' | undefined;
  /** The ring of the focus is seen: this person moves by keys. */
  readonly seen: boolean;
}

export type MixerAction =
  | { readonly type: 'undo' | 'redo' | 'listen' | 'mute' | 'solo' | 'keys' }
  | { readonly type: 'strip' | 'person'; readonly step: 1 | -1 };

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat'>;

const BRACKETS: Readonly<Record<string, 1 | -1>> = { '[': -1, ']': 1 };
const ARROWS: Readonly<Record<string, 1 | -1>> = { ArrowLeft: -1, ArrowRight: 1 };
const PAGES: Readonly<Record<string, 1 | -1>> = { PageUp: -1, PageDown: 1 };

/** Undo or redo; undefined for any other key. */
export function undoKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed): 'undo' | 'redo' | undefined {
  if (!(ctrlKey || metaKey) || altKey || key.toLowerCase() !== 'z') return undefined;
  return shiftKey ? 'redo' : 'undo';
}

/** Undefined: the key is not the mixer's. */
export function mixerAction(pressed: Pressed, place: KeyPlace): MixerAction | undefined {
  if (place.typing) return undefined;
  const { key, altKey, ctrlKey, metaKey, shiftKey, repeat } = pressed;
  const taken = undoKey(pressed);
  if (taken !== undefined) return { type: taken };
  // Many keyboards write brackets with AltGr, which some systems report as Ctrl and Alt.
  const next = BRACKETS[key];
  if (next !== undefined) return metaKey || (ctrlKey && !altKey) ? undefined : { type: 'person', step: next };
  if (altKey || ctrlKey || metaKey) return undefined;
  if (key === '?') return { type: 'keys' };
  if (shiftKey && key.length > 1) return undefined;
  const turned = PAGES[key];
  if (turned !== undefined) return place.slider === undefined ? { type: 'person', step: turned } : undefined;
  const aside = ARROWS[key];
  if (aside !== undefined) {
    if (place.strip) return place.slider === 'lying' ? undefined : { type: 'strip', step: aside };
    return place.slider === undefined && !place.arrows ? { type: 'person', step: aside } : undefined;
  }
  return letter(key, place, repeat);
}

function letter(key: string, { strip, pushes, seen }: KeyPlace, repeat: boolean): MixerAction | undefined {
  if (repeat) return undefined;
  if (key === ' ') {
    if (pushes) return undefined;
    return { type: strip && seen ? 'mute' : 'listen' };
  }
  if (!strip) return undefined;
  if (key === 'm' || key === 'M') return { type: 'mute' };
  return key === 's' || key === 'S' ? { type: 'solo' } : undefined;
}
