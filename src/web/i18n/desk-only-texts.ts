/** Texts that nobody but an engineer sees; they load with the desk. Pure data. */
import { settingTexts } from './setting-texts.js';
import { showTexts } from './show-texts.js';
import { soundTexts } from './sound-texts.js';
import { wifiTexts } from './wifi-texts.js';

export const deskOnlyTexts = { ...settingTexts, ...wifiTexts, ...showTexts, ...soundTexts };
