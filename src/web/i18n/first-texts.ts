/** The texts that load with the page. The desk brings its own (`desk-only-texts.ts`), the sheets
 * theirs (`later-texts.ts`). Pure data. */
import { codeTexts } from './code-texts.js';
import { commonTexts } from './common-texts.js';
import { deskTexts } from './desk-texts.js';
import { mixerTexts } from './mixer-texts.js';
import { playTexts } from './play-texts.js';
import { sheetTexts } from './sheet-texts.js';

export const firstTexts = { ...commonTexts, ...mixerTexts, ...sheetTexts, ...deskTexts, ...playTexts, ...codeTexts };
