/** Everybody: as cards, or as a matrix of musicians and inputs. Who is absent is folded away. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Device } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { mixesOf } from '../model/people/shared-mixes.js';
import { Choice } from '../shell/controls.js';
import { Sure } from '../shell/sure.js';
import { CheckCard } from './check/check-card.js';
import { useDesk } from './desk-context.js';
import { Matrix } from './matrix/matrix.js';
import { Asks } from './people/asks.js';
import { PersonCard } from './people/person-card.js';
import { found } from './people/search.js';
import { PersonSheet } from './person-sheet.js';

/** From this width on the matrix is the first view, px. */
const WIDE = '(min-width: 1000px)';
const VIEW_KEY = 'fichatech_web_desk_view';

export function People({ connected }: { connected: BoxLink }) {
  const desk = useDesk();
  const { storage, screen, people } = usePage();
  useEffect(() => desk.watchChanges(), [desk]);
  useEffect(() => desk.watchRadio(), [desk]);
  const view = useSignal(storage.recall(VIEW_KEY) || (matchMedia(WIDE).matches ? 'matrix' : 'cards'));
  const query = useSignal('');
  const opened = desk.openPerson;
  const devices = connected.devices.value;
  const present = people.all.value;
  const away = devices.filter((device) => !present.includes(device));
  const active = present.filter((device) => device.active).length;
  const shown = found(present, query.value, ({ displayName }) => displayName);
  return (
    <div class="stack people-page">
      <Asks connected={connected} />
      <CheckCard connected={connected} />
      <div class="row row--wrap">
        <h2 class="grow">{t(connected.away.value ? 'peopleWereHere' : 'peopleHere', { n: active })}</h2>
        <input
          class="input people-search"
          type="search"
          aria-label={t('searchDesk')}
          placeholder={t('searchDesk')}
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
        />
        <Choice
          label={t('deskView')}
          value={view.value}
          options={[
            ['cards', t('deskCards')],
            ['matrix', t('deskMatrix')],
          ]}
          onPick={(picked) => {
            view.value = picked;
            storage.keep(VIEW_KEY, picked);
          }}
        />
        <button type="button" class="button button--plain keys-help" onClick={() => screen.openSheet('keys')}>
          {t('keysTitle')}
        </button>
      </div>
      {view.value === 'matrix' ? (
        <Matrix mixes={mixesOf(present, devices)} query={query.value} connected={connected} />
      ) : (
        <Cards people={shown} connected={connected} here />
      )}
      <Absent people={away} query={query.value} connected={connected} />
      {opened.value !== undefined && (
        <PersonSheet
          key={opened.value}
          uuid={opened.value}
          connected={connected}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

function Cards({ people, connected, here = false }: { people: readonly Device[]; connected: BoxLink; here?: boolean }) {
  return (
    <ul class="people">
      {people.map((device) => (
        <PersonCard key={device.uuid} device={device} connected={connected} here={here} />
      ))}
    </ul>
  );
}

/** Folded away, unless somebody searches among them; all of them can be removed at once. */
function Absent({ people, query, connected }: { people: readonly Device[]; query: string; connected: BoxLink }) {
  const desk = useDesk();
  const page = usePage();
  if (people.length === 0) return null;
  const matching = query.trim() === '' ? people : found(people, query, ({ displayName }) => displayName);
  const removable = people.filter(({ role }) => role !== 'engineer').length;
  return (
    <details
      class="stack"
      open={desk.absentShown.value || (query.trim() !== '' && matching.length > 0)}
      onToggle={(event) => {
        if (query.trim() === '') desk.absentShown.value = event.currentTarget.open;
      }}
    >
      <summary class="list__item">{t('peopleAway', { n: people.length })}</summary>
      <Cards people={matching} connected={connected} />
      {removable > 0 && (
        <Sure
          danger
          text={t('forgetAbsent', { n: removable })}
          onSure={() =>
            connected
              .command('devices', { action: 'forget' })
              .then(
                (reply) => page.notices.notify(t('absentForgotten', { n: Number(reply.count ?? 0) })),
                page.notices.tell,
              )
          }
        />
      )}
    </details>
  );
}
