/** The preset that a mix was loaded from, in words. */
import { t } from '../i18n/language.js';
import type { LoadedPreset } from '../model/mix/loaded-preset.js';

/** "Song 3", "Song 3 · changed". `name`: what to call it, if not by its own name. */
export function loadedText({ preset, changed }: LoadedPreset, name = preset.name): string {
  return changed ? t('nameChanged', { name }) : name;
}
