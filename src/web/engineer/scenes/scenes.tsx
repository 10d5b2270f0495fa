/** Snapshots of all mixes, the channels and the starting mix: save, recall, take back, delete. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Reply, SceneList } from '../../../wire/messages.js';
import { topics } from '../../../wire/topics.js';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { AddLine } from '../../shell/add-line.js';
import { Question } from '../../shell/sure.js';
import { ago } from '../ago.js';

type Scene = SceneList['scenes'][number];
type Asked = 'recall' | 'replace' | 'delete';

export function Scenes({ connected }: { connected: BoxLink }) {
  const list = useSignal<SceneList>({ now: 0, scenes: [], before: null });
  useEffect(
    () =>
      connected.watch(topics.scenes(), (message) => {
        list.value = message;
      }),
    [connected, list],
  );
  const { scenes, before } = list.value;
  return (
    <section class="card stack" aria-label={t('scenesTitle')}>
      <h2>{t('scenesTitle')}</h2>
      <p class="quiet">{t('scenesHint')}</p>
      {before !== null && <Before name={before.name} at={before.at} connected={connected} />}
      {scenes.length > 0 && (
        <ul class="list">
          {scenes.map((scene) => (
            <Row key={scene.id} scene={scene} connected={connected} />
          ))}
        </ul>
      )}
      <AddLine
        label={t('sceneName')}
        button={t('sceneSave')}
        maxLength={60}
        onAdd={(name) => connected.command('scene', { action: 'save', name })}
      />
    </section>
  );
}

/** The last recall, with the way back. */
function Before({ name, at, connected }: { name: string; at: number; connected: BoxLink }) {
  const page = usePage();
  const back = () =>
    connected
      .command('scene', { action: 'undo' })
      .then((reply) => page.notices.notify(recalledWords(t('sceneUndone'), reply, connected)), page.notices.tell);
  return (
    <div class="row row--wrap">
      <span class="grow">
        {t('sceneRecalledAt', { name })} <span class="quiet small">{ago(at, connected.time.now())}</span>
      </span>
      <button type="button" class="button" disabled={!connected.reached.value} onClick={() => void back()}>
        <Icon name="undo" size={20} />
        {t('sceneUndo')}
      </button>
    </div>
  );
}

function Row({ scene: { id, name, by, at }, connected }: { scene: Scene; connected: BoxLink }) {
  const page = usePage();
  const asked = useSignal<Asked | undefined>(undefined);
  const act: Readonly<Record<Asked, () => Promise<unknown>>> = {
    recall: () =>
      connected
        .command('scene', { action: 'recall', id })
        .then((reply) => page.notices.notify(recalledWords(t('presetRecalled', { name }), reply, connected))),
    replace: () => connected.command('scene', { action: 'save', id, name }),
    delete: () => connected.command('scene', { action: 'delete', id }),
  };
  if (asked.value !== undefined) {
    const what = asked.value;
    return (
      <li class="row row--wrap">
        <span class="grow">{t(`scene_${what}Ask`, { name })}</span>
        <Question
          danger={what !== 'recall'}
          text={t(`scene_${what}`)}
          onSure={() => void act[what]().catch(page.notices.tell)}
          onDone={() => {
            asked.value = undefined;
          }}
        />
      </li>
    );
  }
  const ask = (what: Asked) => () => {
    asked.value = what;
  };
  const away = !connected.reached.value;
  return (
    <li class="row row--wrap">
      <span class="grow">
        <strong>{name}</strong>{' '}
        <span class="quiet small">
          {by} · {ago(at, connected.time.now())}
        </span>
      </span>
      <button type="button" class="button" disabled={away} onClick={ask('recall')}>
        {t('scene_recall')}
        <span class="visually-hidden"> {name}</span>
      </button>
      <button type="button" class="button button--plain button--icon" disabled={away} onClick={ask('replace')}>
        <Icon name="save" size={20} />
        <span class="visually-hidden">
          {t('scene_replace')} {name}
        </span>
      </button>
      <button
        type="button"
        class="button button--plain button--icon"
        disabled={away}
        aria-label={t('deletePreset', { name })}
        onClick={ask('delete')}
      >
        <Icon name="trash" size={20} />
      </button>
    </li>
  );
}

/** What was done, and whose lock kept it out. */
function recalledWords(done: string, { locked = [] }: Reply, connected: BoxLink): string {
  if (locked.length === 0) return done;
  const names = connected.devices.peek().filter(({ uuid }) => locked.includes(uuid));
  return `${done}. ${t('sceneLocked', { names: names.map(({ displayName }) => displayName).join(', ') })}`;
}
