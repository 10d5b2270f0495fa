/** One preset: a key that recalls it; rename, protect, replace and delete behind another. The last two ask first. */
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
import { NameForm } from '../../shell/name-form.js';

/** How long a question stays, ms. */
const ASK_MS = 6000;

/** Characters of a preset's name, as on the box. */
const LONGEST_NAME = 60;

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
  preset,
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
  const open = useSignal(false);
  const { id, name } = preset;
  const recall = () =>
    act({ action: 'recall', id }).then(() => {
      page.screen.closeSheet();
      page.notices.notify(t('presetRecalled', { name }), { action: { label: t('undo'), run: onUndo } });
    }, page.notices.tell);
  return (
    <li>
      <div class="row">
        <button
          type="button"
          class="list__item grow preset"
          aria-current={loaded === undefined ? undefined : 'true'}
          onClick={recall}
        >
          <strong class="cut">{name}</strong>
          <span class="button button--outline preset__recall">{t('recall')}</span>
          {(song !== undefined || loaded !== undefined) && (
            <span class="preset__note quiet small cut">
              {song}{' '}
              {loaded !== undefined && (
                <span class="badge badge--accent">{t(loaded.changed ? 'presetChanged' : 'presetLoaded')}</span>
              )}
            </span>
          )}
        </button>
        <button
          type="button"
          class="button button--plain button--icon"
          aria-expanded={open.value}
          aria-label={t('detailsOf', { name })}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          <Icon name={open.value ? 'up' : 'down'} size={20} />
        </button>
      </div>
      {open.value && <PresetMore preset={preset} act={act} onAsk={onAsk} />}
    </li>
  );
}

/** What is done to a preset less often. */
function PresetMore({
  preset: { id, name, locked },
  act,
  onAsk,
}: {
  preset: Preset;
  act: Act;
  onAsk: (question: Question) => void;
}) {
  const page = usePage();
  const keys: readonly (readonly ['save' | 'trash', string, () => void])[] = [
    ['save', t('overwritePreset', { name }), () => onAsk('overwrite')],
    ['trash', t('deletePreset', { name }), () => onAsk('delete')],
  ];
  return (
    <div class="stack">
      <NameForm
        label={t('presetName')}
        name={name}
        maxLength={LONGEST_NAME}
        onSave={(wanted) => void act({ action: 'rename', id, name: wanted }).catch(page.notices.tell)}
      />
      <div class="row">
        <button
          type="button"
          class="button button--outline grow"
          aria-pressed={locked}
          onClick={() => act({ action: 'lock', id, locked: !locked }).catch(page.notices.tell)}
        >
          <Icon name={locked ? 'lock' : 'unlock'} size={20} />
          {t('presetProtect')}
        </button>
        {keys.map(([icon, label, onClick]) => (
          <button
            key={icon}
            type="button"
            class="button button--plain button--icon"
            disabled={locked}
            aria-label={label}
            onClick={onClick}
          >
            <Icon name={icon} size={20} />
          </button>
        ))}
      </div>
    </div>
  );
}
