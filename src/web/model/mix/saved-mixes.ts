/** What a person's presets hold, from the file that the box exports. */
import type { Mix, ParameterValue } from '../../../wire/mix.js';
import type { Api } from '../../link/api.js';
import { type Key, valuesOf } from '../../sync/keys.js';

/** A preset as it is in the file: an import takes it again. */
export interface SavedMix {
  readonly name: string;
  /** Name of the song. */
  readonly song: string | null;
  readonly locked: boolean;
  readonly mix: Mix;
}

/** In the order of the list of presets. */
export async function savedMixes(api: Api, uuid: string): Promise<readonly SavedMix[]> {
  const { presets } = await api.json<{ presets: readonly SavedMix[] }>('GET', `/api/presets/${uuid}/export`);
  return presets;
}

/** A file that the box imports. */
export const presetFile = (presets: readonly SavedMix[]) => ({ format: 'stagebox-presets', version: 1, presets });

export function valuesIn({ mix: { channels, master } }: SavedMix): ReadonlyMap<Key, ParameterValue> {
  return valuesOf({ channels: channels.map((channel, index) => ({ ...channel, index })), master });
}
