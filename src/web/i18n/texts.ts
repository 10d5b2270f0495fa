/**
 * Every text of the page, one file for each part of it. The type holds every key to both languages; a test holds that
 * no key is in two files. The page itself imports the type alone: part of the texts loads with the desk,
 * and part with the sheets. Pure data.
 */
import { codeTexts } from './code-texts.js';
import { commonTexts } from './common-texts.js';
import { deskOnlyTexts } from './desk-only-texts.js';
import { deskTexts } from './desk-texts.js';
import { firstTexts } from './first-texts.js';
import { laterTexts } from './later-texts.js';
import { lazyTexts } from './lazy-texts.js';
import { mixerTexts } from './mixer-texts.js';
import { playTexts } from './play-texts.js';
import { settingTexts } from './setting-texts.js';
import { sheetTexts } from './sheet-texts.js';
import { showTexts } from './show-texts.js';
import { soundTexts } from './sound-texts.js';
import type { Texts } from './text-table.js';
import { wifiTexts } from './wifi-texts.js';

export const textParts: readonly Texts[] = [
  commonTexts,
  mixerTexts,
  sheetTexts,
  deskTexts,
  playTexts,
  showTexts,
  settingTexts,
  wifiTexts,
  soundTexts,
  codeTexts,
  laterTexts,
];

export const texts = { ...firstTexts, ...lazyTexts, ...deskOnlyTexts };

export type TextKey = keyof typeof texts;
