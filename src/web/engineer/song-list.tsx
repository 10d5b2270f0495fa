/** The songs of the night: order, names, and who may start the next one. */

import { useSignal } from '@preact/signals';
import type { Setlist } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { Songs } from '../musician/sheets/song-stepper.js';
import { AddLine } from '../shell/add-line.js';
import { Switch } from '../shell/controls.js';
import { Question } from '../shell/sure.js';
import { Scenes } from './scenes/scenes.js';

export function SongList({ connected }: { connected: BoxLink }) {
  const page = usePage();
  /** The song whose removal is being asked about. */
  const going = useSignal<string | undefined>(undefined);
  const { songs, index, anyone, canUndo } = connected.setlist.value;
  const set = (next: readonly (Omit<Setlist['songs'][number], 'id'> & { id?: string })[]) =>
    connected.command('setlist', { action: 'set', songs: next }).catch(page.notices.tell);
  const move = (at: number, step: number) => {
    const next = [...songs];
    const [song] = next.splice(at, 1);
    next.splice(at + step, 0, song);
    set(next);
  };
  return (
    <div class="stack">
      <div class="row">
        <h2 class="grow">{t('tabSongs')}</h2>
        {canUndo && (
          <button
            type="button"
            class="button"
            disabled={!connected.reached.value}
            onClick={() => void connected.command('setlist', { action: 'undo' }).catch(page.notices.tell)}
          >
            <Icon name="undo" size={20} />
            {t('undoSongs')}
          </button>
        )}
      </div>
      <p class="quiet">{t('songsHint')}</p>
      {songs.length > 0 && <Songs connected={connected} />}
      <ul class="list">
        {songs.map((song, at) => (
          <li key={song.id} class="row">
            {going.value === song.id ? (
              <>
                <strong class="grow cut">{t('deleteAsk', { name: song.name })}</strong>
                <Question
                  danger
                  text={t('deleteNow')}
                  onSure={() => set(songs.filter((_, other) => other !== at))}
                  onDone={() => {
                    going.value = undefined;
                  }}
                />
              </>
            ) : (
              <>
                <button
                  type="button"
                  class="list__item grow"
                  aria-current={at === index ? 'true' : undefined}
                  onClick={() => connected.command('setlist', { action: 'goto', index: at }).catch(page.notices.tell)}
                >
                  <span class="quiet figures">{at + 1}</span>
                  <span class="grow">
                    <strong>{song.name}</strong>{' '}
                    {at === index && <span class="badge badge--accent">{t('nowPlaying')}</span>}
                  </span>
                </button>
                <button
                  type="button"
                  class="button button--plain button--icon"
                  disabled={at === 0}
                  aria-label={t('moveUpOf', { name: song.name })}
                  onClick={() => move(at, -1)}
                >
                  <Icon name="up" size={20} />
                </button>
                <button
                  type="button"
                  class="button button--plain button--icon"
                  disabled={at === songs.length - 1}
                  aria-label={t('moveDownOf', { name: song.name })}
                  onClick={() => move(at, 1)}
                >
                  <Icon name="down" size={20} />
                </button>
                <button
                  type="button"
                  class="button button--plain button--icon"
                  aria-label={t('removeOf', { name: song.name })}
                  onClick={() => {
                    going.value = song.id;
                  }}
                >
                  <Icon name="trash" size={20} />
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      <AddLine
        label={t('songName')}
        button={t('add')}
        maxLength={60}
        onAdd={(name) => connected.command('setlist', { action: 'set', songs: [...songs, { name }] })}
      />
      <Switch
        label={t('anyoneNext')}
        on={anyone}
        onChange={(on) => void connected.command('setlist', { action: 'allow', anyone: on }).catch(page.notices.tell)}
      />
      <Scenes connected={connected} />
    </div>
  );
}
