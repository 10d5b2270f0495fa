import t from 'tap';
import { type KeyPlace, mixerAction } from '../../../src/web/musician/mixer-keys.js';

const NONE = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false };
const PAGE: KeyPlace = { typing: false, pushes: false, arrows: false, strip: false, slider: undefined, seen: false };
const BUTTON: KeyPlace = { ...PAGE, pushes: true };
const CHOICE: KeyPlace = { ...BUTTON, arrows: true };
const FADER: KeyPlace = { ...PAGE, strip: true, slider: 'standing', seen: true };
const PAN: KeyPlace = { ...FADER, slider: 'lying' };
const MUTE: KeyPlace = { ...PAGE, strip: true, pushes: true, seen: true };
const FIELD: KeyPlace = { ...PAGE, typing: true };

const on = (place: KeyPlace, key: string, held = {}) => {
  const action = mixerAction({ key, ...NONE, ...held }, place);
  return action === undefined ? '' : 'step' in action ? `${action.type} ${action.step}` : action.type;
};

for (const [what, place, key, held, expected] of [
  ['on a fader, sideways leads to the next strip', FADER, 'ArrowRight', {}, 'strip 1'],
  ['and back', FADER, 'ArrowLeft', {}, 'strip -1'],
  ['on a button of a strip too', MUTE, 'ArrowRight', {}, 'strip 1'],
  ['pan keeps its arrows', PAN, 'ArrowRight', {}, ''],
  ['beside the strips, to the next musician', PAGE, 'ArrowRight', {}, 'person 1'],
  ['from a button too', BUTTON, 'ArrowLeft', {}, 'person -1'],
  ['not from a choice, which has arrows of its own', CHOICE, 'ArrowRight', {}, ''],
  ['Page Down, to the next musician', PAGE, 'PageDown', {}, 'person 1'],
  ['from a button too', MUTE, 'PageUp', {}, 'person -1'],
  ['on a slider it is the slider’s', FADER, 'PageDown', {}, ''],
  ['a bracket, from a fader too', FADER, ']', {}, 'person 1'],
  ['a bracket written with AltGr', FADER, '[', { ctrlKey: true, altKey: true }, 'person -1'],
  ['Ctrl with a bracket is the browser’s', FADER, '[', { ctrlKey: true }, ''],
  ['⌘ with a bracket is the browser’s', FADER, ']', { metaKey: true }, ''],
  ['Space on a strip', FADER, ' ', {}, 'mute'],
  ['Space after a click on a strip', { ...FADER, seen: false }, ' ', {}, 'listen'],
  ['Space elsewhere', PAGE, ' ', {}, 'listen'],
  ['Space on a button presses it', MUTE, ' ', {}, ''],
  ['Space that is held', PAGE, ' ', { repeat: true }, ''],
  ['M on a strip', PAN, 'm', {}, 'mute'],
  ['M with Shift', FADER, 'M', { shiftKey: true }, 'mute'],
  ['M beside the strips', PAGE, 'm', {}, ''],
  ['S on a strip', MUTE, 's', {}, 'solo'],
  ['undo', FADER, 'z', { ctrlKey: true }, 'undo'],
  ['undo on a Mac', PAGE, 'z', { metaKey: true }, 'undo'],
  ['redo', PAGE, 'Z', { ctrlKey: true, shiftKey: true }, 'redo'],
  ['the list of keys', PAGE, '?', { shiftKey: true }, 'keys'],
  ['Home moves nothing', FADER, 'Home', {}, ''],
  ['End moves nothing', FADER, 'End', {}, ''],
] as const)
  t.test(what, async (t) => {
    t.equal(on(place, key, held), expected);
    t.equal(on(FIELD, key, held), '', 'never where somebody types');
  });
