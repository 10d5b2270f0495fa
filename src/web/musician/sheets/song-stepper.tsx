/** The present song, with buttons for the previous and the next one where this device may choose. */
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { loadedText } from '../loaded-text.js';

/** `saves`: a button keeps the own mix for the present song, in place of what was kept for it before. */
export function Songs({ connected, saves = false }: { connected: BoxLink; saves?: boolean }) {
  const page = usePage();
  const { songs, index, anyone } = connected.setlist.value;
  const may = (anyone || page.identity.isEngineer.value) && connected.reached.value;
  const song = songs[index];
  const loaded = page.shown.loaded.value;
  const itsOwn = loaded !== undefined && loaded.preset.song === song?.id;
  const kept = itsOwn && !loaded.changed;
  const step = (action: 'next' | 'previous') => connected.command('setlist', { action }).catch(page.notices.tell);
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
          {song === undefined ? t('noSongYet') : itsOwn ? loadedText(loaded, song.name) : song.name}
        </strong>
        <span class="quiet small cut" style={{ display: 'block' }}>
          {loaded !== undefined && !itsOwn
            ? t('mixFrom', { name: loadedText(loaded) })
            : songs[index + 1] === undefined
              ? t('lastSong')
              : t('thenSong', { name: songs[index + 1].name })}
        </span>
      </div>
      {saves && song !== undefined && (
        <button
          type="button"
          class="button button--plain button--icon"
          disabled={!connected.reached.value || kept}
          aria-label={t(kept ? 'keptForSong' : 'saveForSong', { name: song.name })}
          onClick={() =>
            void import('./save-mix.js').then(
              (part) => part.saveMix(page, connected, song.name, song.id),
              page.notices.tell,
            )
          }
        >
          <Icon name={kept ? 'check' : 'save'} />
        </button>
      )}
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
