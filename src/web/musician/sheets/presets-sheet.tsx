/** Presets of whose mix is shown, and the song list: save, recall, lock, delete; next and previous song. */
import { useSignal } from '@preact/signals';
import type { Preset } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';
import { CopyFrom } from './copy-from.js';
import { PresetFiles } from './preset-files.js';
import { PresetRow } from './preset-row.js';
import { saveMix, twinOf } from './save-mix.js';
import { Songs } from './song-stepper.js';

export function PresetsSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const uuid = page.shown.uuid.value;
  const presets = connected.lists(uuid).presets.value;
  return (
    <Sheet title={page.shown.titled(t('presetsTitle'))} onClose={page.screen.closeSheet}>
      <div class="stack">
        {connected.setlist.value.songs.length > 0 && <Songs saves connected={connected} />}
        {presets.length === 0 ? (
          <p class="quiet">{t('presetsEmpty')}</p>
        ) : (
          <ul class="list">
            {[...presets].sort(byName).map((preset) => (
              <PresetRow key={preset.id} preset={preset} connected={connected} />
            ))}
          </ul>
        )}
        <SaveForm connected={connected} />
        <CopyFrom connected={connected} />
        <PresetFiles />
      </div>
    </Sheet>
  );
}

/** By name, so that a row keeps its place when it is overwritten. */
const byName = (a: Preset, b: Preset) => a.name.localeCompare(b.name, undefined, { numeric: true });

/** Saves the present mix under a name of its own, or under a song's. */
function SaveForm({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const name = useSignal('');
  const song = useSignal('');
  const { songs } = connected.setlist.value;
  const save = (event: Event) => {
    event.preventDefault();
    const wanted = name.value.trim() || songs.find(({ id }) => id === song.value)?.name || '';
    if (wanted === '') return;
    void saveMix(page, connected, wanted, song.value).then((saved) => {
      if (saved) name.value = '';
    });
  };
  const twin = twinOf(connected.lists(page.shown.uuid.value).presets.value, name.value.trim(), song.value);
  return (
    <form class="card stack" onSubmit={save}>
      <Field label={t('presetName')}>
        <input
          class="input"
          maxLength={60}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </Field>
      {songs.length > 0 && (
        <Field label={t('presetSong')}>
          <select
            class="input"
            value={song.value}
            onChange={(event) => {
              song.value = event.currentTarget.value;
            }}
          >
            <option value="">{t('noSong')}</option>
            {songs.map(({ id, name: title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </Field>
      )}
      <button
        type="submit"
        class="button button--main"
        disabled={(name.value.trim() === '' && song.value === '') || !connected.reached.value}
      >
        {twin === undefined ? t('presetSave') : t('presetReplace', { name: twin.name })}
      </button>
    </form>
  );
}
