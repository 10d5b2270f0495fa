/** Saves the mix on the screen as a preset. A song has one preset, and so has a name: a second one takes its place. */
import type { Preset } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { presetFile, type SavedMix, savedMixes } from '../../model/mix/saved-mixes.js';
import type { Page } from '../../model/page.js';

/** The preset that a new one would double: of the same song, or without a song of the same name. Pure. */
export function twinOf(presets: readonly Preset[], name: string, song: string): Preset | undefined {
  return presets.find((preset) => (song === '' ? preset.song === null && preset.name === name : preset.song === song));
}

/** `song` is its id; empty for none. The message that it is saved can take it back. Resolves to whether it is saved. */
export async function saveMix(page: Page, connected: BoxLink, name: string, song: string): Promise<boolean> {
  const uuid = page.shown.uuid.peek();
  const presets = connected.lists(uuid).presets.peek();
  const twin = twinOf(presets, name, song);
  if (twin !== undefined) page.notices.retract(aboutOf(twin.id));
  try {
    const before = twin === undefined ? undefined : (await savedMixes(page.api, uuid)).at(presets.indexOf(twin));
    const { id } = await connected.command(`preset/${uuid}`, {
      action: 'save',
      name,
      ...(song === '' ? {} : { song }),
      ...(twin === undefined ? {} : { id: twin.id }),
    });
    const run = () => void takeBack(connected, uuid, id!, before).catch(page.notices.tell);
    page.notices.notify(t('presetSaved', { name }), { about: aboutOf(id!), action: { label: t('undo'), run } });
    return true;
  } catch (error) {
    page.notices.tell(error);
    return false;
  }
}

/** Brings back what the preset `id` replaced, then removes it: nothing is lost if the second step fails. */
async function takeBack(connected: BoxLink, uuid: string, id: string, before: SavedMix | undefined) {
  if (before !== undefined) await connected.command(`preset/${uuid}`, { action: 'import', file: presetFile([before]) });
  await connected.command(`preset/${uuid}`, { action: 'delete', id });
}

const aboutOf = (id: string): string => `preset ${id}`;
