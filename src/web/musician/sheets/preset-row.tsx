/** One preset: recall, lock, overwrite, delete. Overwriting and deleting ask first. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CommandFor } from '../../../wire/commands.js';
import type { Preset, Reply } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import type { LoadedPreset } from '../../model/mix/loaded-preset.js';
import { undo } from '../../model/mix/undo.js';
import { usePage } from '../../model/page-context.js';

/** How long a question stays, ms. */
const ASK_MS = 6000;

type Question = 'overwrite' | 'delete';
/** Sends a command about this preset. */
type Act = (command: CommandFor<'preset/'>) => Promise<Reply>;

export function PresetRow({ preset, connected }: { preset: Preset; connected: BoxLink }) {
  const { notices, shown } = usePage();
  const asking = useSignal<Question | undefined>(undefined);
  useEffect(() => {
    if (asking.value === undefined) return undefined;
    const timer = setTimeout(() => {
      asking.value = undefined;
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [asking.value, asking]);
  const act: Act = (command) => connected.command(`preset/${shown.uuid.peek()}`, command);
  if (asking.value !== undefined)
    return (
      <Asking
        preset={preset}
        question={asking.value}
        act={act}
        onDone={() => {
          asking.value = undefined;
        }}
      />
    );
  return (
    <PresetLine
      preset={preset}
      loaded={shown.loaded.value?.preset.id === preset.id ? shown.loaded.value : undefined}
      song={connected.setlist.value.songs.find(({ id }) => id === preset.song)?.name}
      act={act}
      onUndo={() => void undo(connected, notices, shown.uuid.peek())}
      onAsk={(question) => {
        asking.value = question;
      }}
    />
  );
}

function Asking({
  preset,
  question,
  act,
  onDone,
}: {
  preset: Preset;
  question: Question;
  act: Act;
  onDone: () => void;
}) {
  const page = usePage();
  const overwrite = question === 'overwrite';
  const { id, name, song } = preset;
  const onSure = () => {
    onDone();
    if (!overwrite)
      act({ action: 'delete', id }).then(() => page.notices.notify(t('presetDeleted', { name })), page.notices.tell);
    else
      act({ action: 'save', id, name, ...(song !== null ? { song } : {}) }).then(
        () => page.notices.notify(t('presetSaved', { name })),
        page.notices.tell,
      );
  };
  return (
    <li class="row">
      <strong class="grow cut">{t(overwrite ? 'overwriteAsk' : 'deleteAsk', { name })}</strong>
      <button type="button" class={`button ${overwrite ? 'button--main' : 'button--danger'}`} onClick={onSure}>
        {t(overwrite ? 'overwriteNow' : 'deleteNow')}
      </button>
      <button type="button" class="button" onClick={onDone}>
        {t('leaveIt')}
      </button>
    </li>
  );
}

function PresetLine({
  preset: { id, name, locked },
  loaded,
  song,
  act,
  onUndo,
  onAsk,
}: {
  preset: Preset;
  /** Set if the mix was loaded from it. */
  loaded: LoadedPreset | undefined;
  song: string | undefined;
  onUndo: () => void;
  act: Act;
  onAsk: (question: Question) => void;
}) {
  const page = usePage();
  return (
    <li class="row">
      <button
        type="button"
        class="list__item grow"
        aria-current={loaded === undefined ? undefined : 'true'}
        onClick={() =>
          act({ action: 'recall', id }).then(() => {
            page.screen.closeSheet();
            page.notices.notify(t('presetRecalled', { name }), { action: { label: t('undo'), run: onUndo } });
          }, page.notices.tell)
        }
      >
        <span class="grow cut">
          <strong>{name}</strong>
          <br />
          <span class="quiet small">
            {t('recall')}
            {song !== undefined && ` · ${song}`}
          </span>
        </span>
        {loaded !== undefined && (
          <span class="badge badge--accent">{t(loaded.changed ? 'presetChanged' : 'presetLoaded')}</span>
        )}
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        aria-pressed={locked}
        aria-label={t('lockPreset', { name })}
        onClick={() => act({ action: 'lock', id, locked: !locked }).catch(page.notices.tell)}
      >
        <Icon name={locked ? 'lock' : 'unlock'} size={20} />
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={locked}
        aria-label={t('overwritePreset', { name })}
        onClick={() => onAsk('overwrite')}
      >
        <Icon name="save" size={20} />
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={locked}
        aria-label={t('deletePreset', { name })}
        onClick={() => onAsk('delete')}
      >
        <Icon name="trash" size={20} />
      </button>
    </li>
  );
}
