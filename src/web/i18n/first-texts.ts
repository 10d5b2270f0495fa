/** The texts that load with the page. The others come with the parts that show them: `lazy-texts.ts`. Pure data. */
import { codeTexts } from './code-texts.js';
import { commonTexts } from './common-texts.js';
import { mixerTexts } from './mixer-texts.js';
import { playTexts } from './play-texts.js';

export const firstTexts = { ...commonTexts, ...mixerTexts, ...playTexts, ...codeTexts };
