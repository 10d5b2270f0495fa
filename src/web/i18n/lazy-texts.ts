/** The texts that load with the sheets, and with the desk. Pure data. */
import { deskTexts } from './desk-texts.js';
import { laterTexts } from './later-texts.js';
import { sheetTexts } from './sheet-texts.js';

export const lazyTexts = { ...laterTexts, ...sheetTexts, ...deskTexts };
