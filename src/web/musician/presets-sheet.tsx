/** My presets and the song list: save, recall, lock, delete; next and previous song where that is allowed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Preset } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { apiResponse } from '../link/api.js';
import { isEngineer, link, myName } from '../model/app.js';
import type { BoxLink } from '../model/box-link.js';
import { notify, tell } from '../model/notices.js';
import { closeSheet } from '../model/screen.js';
import { Field } from '../shell/controls.js';
import { saveFile } from '../shell/save-file.js';
import { Sheet } from '../shell/sheet.js';

export function PresetsSheet() {
  const connected = link.value;
  const name = useSignal('');
  const song = useSignal('');
  if (connected === undefined) return null;
  const { songs } = connected.setlist.value;
  const save = (event: Event) => {
    event.preventDefault();
    const wanted = name.value.trim() || songs.find(({ id }) => id === song.value)?.name || '';
    if (wanted === '') return;
    connected
      .command(`preset/${connected.uuid}`, {
        action: 'save',
        name: wanted,
        ...(song.value !== '' ? { song: song.value } : {}),
      })
      .then(() => {
        name.value = '';
        notify(t('presetSaved', { name: wanted }));
      }, tell);
  };
  return (
    <Sheet title={t('presetsTitle')} onClose={closeSheet}>
      <div class="stack">
        {songs.length > 0 && <Songs connected={connected} />}
        {connected.presets.value.length === 0 ? (
          <p class="quiet">{t('presetsEmpty')}</p>
        ) : (
          <ul class="list">
            {[...connected.presets.value].sort(byName).map((preset) => (
              <PresetRow key={preset.id} preset={preset} connected={connected} />
            ))}
          </ul>
        )}
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
            {t('presetSave')}
          </button>
        </form>
        <CopyFrom connected={connected} />
        <div class="row">
          <button type="button" class="button grow" onClick={() => exportPresets(connected).catch(tell)}>
            {t('presetsExport')}
          </button>
          <label class="button grow">
            {t('presetsImport')}
            <input
              class="visually-hidden"
              type="file"
              accept=".json,application/json"
              onChange={(event) => {
                const input = event.currentTarget;
                const file = input.files?.[0];
                if (file !== undefined) void importPresets(connected, file).catch(tell);
                input.value = '';
              }}
            />
          </label>
        </div>
      </div>
    </Sheet>
  );
}

async function exportPresets(connected: BoxLink): Promise<void> {
  const response = await apiResponse('GET', `/api/presets/${connected.uuid}/export`);
  saveFile(await response.blob(), `${myName.peek()}-presets.json`);
}

async function importPresets(connected: BoxLink, file: File): Promise<void> {
  const answer = await apiResponse('POST', `/api/presets/${connected.uuid}/import`, file);
  const { count } = (await answer.json()) as { count?: number };
  notify(t('presetsImported', { n: count ?? 0 }));
}

/** Takes another musician's mix, with my own inputs in place of theirs. */
function CopyFrom({ connected }: { connected: BoxLink }) {
  const from = useSignal('');
  const others = connected.devices.value.filter((device) => device.uuid !== connected.uuid);
  if (others.length === 0) return null;
  return (
    <form
      class="row"
      style={{ alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        connected
          .command(`preset/${connected.uuid}`, { action: 'copy', from: from.value })
          .then(() => notify(t('mixCopied')), tell);
      }}
    >
      <div class="grow">
        <Field label={t('copyMixOf')}>
          <select
            class="input"
            value={from.value}
            onChange={(event) => {
              from.value = event.currentTarget.value;
            }}
          >
            <option value="">–</option>
            {others.map((device) => (
              <option key={device.uuid} value={device.uuid}>
                {device.displayName}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <button type="submit" class="button" disabled={from.value === ''}>
        <Icon name="copy" size={20} />
        {t('copy')}
      </button>
    </form>
  );
}

export function Songs({ connected }: { connected: BoxLink }) {
  const { songs, index, anyone } = connected.setlist.value;
  const may = (anyone || isEngineer.value) && connected.reached.value;
  const step = (action: 'next' | 'previous') => connected.command('setlist', { action }).catch(tell);
  return (
    <section class="songs row" aria-label={t('songs')}>
      <button
        type="button"
        class="button button--icon"
        disabled={!may || index <= 0}
        aria-label={t('previousSong')}
        onClick={() => step('previous')}
      >
        <Icon name="back" />
      </button>
      <div class="grow" style={{ textAlign: 'center' }}>
        <strong class="cut" style={{ display: 'block' }}>
          {songs[index]?.name ?? t('noSongYet')}
        </strong>
        <span class="quiet small cut" style={{ display: 'block' }}>
          {songs[index + 1] === undefined ? t('lastSong') : t('thenSong', { name: songs[index + 1].name })}
        </span>
      </div>
      <button
        type="button"
        class="button button--icon"
        disabled={!may || index >= songs.length - 1}
        aria-label={t('nextSong')}
        onClick={() => step('next')}
      >
        <Icon name="next" />
      </button>
    </section>
  );
}

/** By name, so that a row keeps its place when it is overwritten. */
const byName = (a: Preset, b: Preset) => a.name.localeCompare(b.name, undefined, { numeric: true });

/** How long a question stays, ms. */
const ASK_MS = 6000;

function PresetRow({ preset, connected }: { preset: Preset; connected: BoxLink }) {
  const asking = useSignal<'overwrite' | 'delete' | undefined>(undefined);
  useEffect(() => {
    if (asking.value === undefined) return undefined;
    const timer = setTimeout(() => {
      asking.value = undefined;
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [asking.value, asking]);
  const act = (action: string, more: Readonly<Record<string, unknown>> = {}) =>
    connected.command(`preset/${connected.uuid}`, { action, id: preset.id, ...more });
  if (asking.value !== undefined) {
    const overwrite = asking.value === 'overwrite';
    const onSure = () => {
      asking.value = undefined;
      if (!overwrite) act('delete').then(() => notify(t('presetDeleted', { name: preset.name })), tell);
      else
        act('save', { name: preset.name, ...(preset.song !== null ? { song: preset.song } : {}) }).then(
          () => notify(t('presetSaved', { name: preset.name })),
          tell,
        );
    };
    return (
      <li class="row">
        <strong class="grow cut">{t(overwrite ? 'overwriteAsk' : 'deleteAsk', { name: preset.name })}</strong>
        <button type="button" class={`button ${overwrite ? 'button--main' : 'button--danger'}`} onClick={onSure}>
          {t(overwrite ? 'overwriteNow' : 'deleteNow')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            asking.value = undefined;
          }}
        >
          {t('leaveIt')}
        </button>
      </li>
    );
  }
  const song = connected.setlist.value.songs.find(({ id }) => id === preset.song)?.name;
  return (
    <li class="row">
      <button
        type="button"
        class="list__item grow"
        onClick={() => act('recall').then(() => notify(t('presetRecalled', { name: preset.name })), tell)}
      >
        <span class="grow cut">
          <strong>{preset.name}</strong>
          <br />
          <span class="quiet small">
            {t('recall')}
            {song !== undefined && ` · ${song}`}
          </span>
        </span>
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        aria-pressed={preset.locked}
        aria-label={t('lockPreset', { name: preset.name })}
        onClick={() => act('lock', { locked: !preset.locked }).catch(tell)}
      >
        <Icon name={preset.locked ? 'lock' : 'unlock'} size={20} />
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={preset.locked}
        aria-label={t('overwritePreset', { name: preset.name })}
        onClick={() => {
          asking.value = 'overwrite';
        }}
      >
        <Icon name="save" size={20} />
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={preset.locked}
        aria-label={t('deletePreset', { name: preset.name })}
        onClick={() => {
          asking.value = 'delete';
        }}
      >
        <Icon name="trash" size={20} />
      </button>
    </li>
  );
}
