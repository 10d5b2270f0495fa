/** Saves the mix on the screen as a preset. A song has one preset, and so has a name: a second one takes its place. */
import type { Preset } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import type { Page } from '../../model/page.js';

/** The preset that a new one would double: of the same song, or without a song of the same name. Pure. */
export function twinOf(presets: readonly Preset[], name: string, song: string): Preset | undefined {
  return presets.find((preset) => (song === '' ? preset.song === null && preset.name === name : preset.song === song));
}

/** `song` is its id; empty for none. Resolves to whether it is saved. */
export function saveMix(page: Page, connected: BoxLink, name: string, song: string): Promise<boolean> {
  const uuid = page.shown.uuid.peek();
  const twin = twinOf(connected.lists(uuid).presets.peek(), name, song);
  return connected
    .command(`preset/${uuid}`, {
      action: 'save',
      name,
      ...(song === '' ? {} : { song }),
      ...(twin === undefined ? {} : { id: twin.id }),
    })
    .then(
      () => {
        page.notices.notify(t('presetSaved', { name }));
        return true;
      },
      (error: unknown) => {
        page.notices.tell(error);
        return false;
      },
    );
}
