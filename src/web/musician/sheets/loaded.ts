/** Keeps up which preset the mix on the screen was loaded from. The song bar, the menu and the presets show it. */
import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ParameterValue } from '../../../wire/mix.js';
import { loadedPreset } from '../../model/mix/loaded-preset.js';
import { savedMixes, valuesIn } from '../../model/mix/saved-mixes.js';
import type { Page } from '../../model/page.js';
import { usePage } from '../../model/page-context.js';
import type { Key } from '../../sync/keys.js';

/** A movement ends before the mix is compared, ms. */
const REST_MS = 250;

export function useLoadedPreset(): void {
  const page = usePage();
  useEffect(() => follow(page), [page]);
}

/** Somebody else's lists are asked for only where they are shown. */
function presetsShown({ access, screen, shown }: Page) {
  const connected = access.link.value;
  const asked = shown.mine.value || screen.sheet.value === 'presets' || screen.sheet.value === 'menu';
  if (connected === undefined || !asked || shown.uuid.value === '' || shown.prepared !== undefined) return undefined;
  return { connected, uuid: shown.uuid.value, presets: connected.lists(shown.uuid.value).presets.value };
}

function follow(page: Page): () => void {
  const contents = signal<ReadonlyMap<string, ReadonlyMap<Key, ParameterValue>>>(new Map());
  let here = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ends = [
    effect(() => {
      const from = presetsShown(page);
      if (from === undefined || !from.connected.reached.value) return;
      const { uuid, presets } = from;
      const wanted = [uuid, ...presets.map(({ id, rev }) => `${id} ${rev}`)].join();
      if (wanted === here) return;
      here = wanted;
      if (presets.length === 0) return;
      savedMixes(page.api, uuid).then(
        (saved) => {
          // Presets that were saved meanwhile come with the next file.
          if (here !== wanted || saved.length !== presets.length) return;
          contents.value = new Map(presets.map(({ id }, i) => [id, valuesIn(saved[i])]));
        },
        () => {
          if (here === wanted) here = '';
        },
      );
    }),
    effect(() => {
      const from = presetsShown(page);
      const saved = contents.value;
      clearTimeout(timer);
      if (from === undefined) {
        page.shown.loaded.value = undefined;
        return;
      }
      const { connected, uuid } = from;
      const { songs, index } = connected.setlist.value;
      const { entries } = connected.lists(uuid).history.value;
      const presets = from.presets.flatMap((preset) => {
        const values = saved.get(preset.id);
        return values === undefined ? [] : [{ preset, values }];
      });
      timer = setTimeout(() => {
        const found = loadedPreset(presets, entries, connected.mix(uuid).values(), songs[index]?.id);
        const before = page.shown.loaded.peek();
        if (found?.preset !== before?.preset || found?.changed !== before?.changed) page.shown.loaded.value = found;
      }, REST_MS);
    }),
  ];
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}
