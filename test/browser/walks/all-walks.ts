/** Every walk, by a name for titles. A new state of the page gets its place in one of them. */
import { anInput, snapshots, theDesk, theMatrix } from './desk-walks.js';
import { compared, everyBanner, firstVisit, hidden, theMixer } from './mixer-walks.js';
import { checked, offered, standIn, twoPhones } from './show-walks.js';
import type { Walk } from './walk.js';

export const WALKS: readonly (readonly [name: string, walk: Walk])[] = [
  ['the first visit', firstVisit],
  ['the mixer', theMixer],
  ['every banner', everyBanner],
  ['comparing', compared],
  ['hidden strips', hidden],
  ['an offer', offered],
  ['a check of the phones', checked],
  ['two phones', twoPhones],
  ['a stand-in', standIn],
  ['the desk', theDesk],
  ['the matrix', theMatrix],
  ['an input', anInput],
  ['snapshots', snapshots],
];
