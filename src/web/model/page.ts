/** The page without its looks: every object that holds its state, made in one place. */
import { t } from '../i18n/language.js';
import { Api } from '../link/api.js';
import { PageStorage } from '../link/storage.js';
import type { Painter } from '../meter/meter-source.js';
import type { Clock } from '../sync/outbox.js';
import { BandSession } from './band-session.js';
import { BoxAccess } from './box-access.js';
import type { BoxLink } from './box-link.js';
import { Compare } from './compare.js';
import type { PageEnv } from './env.js';
import { Identity } from './identity.js';
import { Inbox } from './inbox.js';
import { Layers } from './layers.js';
import { Listening } from './listening.js';
import { OthersChanges } from './mix/others-changes.js';
import { ShownMix } from './mix/shown-mix.js';
import { MoreMe } from './more-me.js';
import { Notices } from './notices.js';
import { PeopleHere } from './people/people-here.js';
import { Screen } from './screen.js';
import { VersionWatch } from './version-watch.js';

export interface Page {
  readonly clock: Clock;
  readonly storage: PageStorage;
  readonly api: Api;
  readonly identity: Identity;
  readonly access: BoxAccess;
  readonly screen: Screen;
  readonly layers: Layers;
  readonly shown: ShownMix;
  readonly people: PeopleHere;
  readonly notices: Notices;
  readonly band: BandSession;
  readonly more: MoreMe;
  readonly compare: Compare;
  readonly inbox: Inbox;
  readonly listening: Listening;
  readonly version: VersionWatch;
  readonly painter: Painter;
  /** Ends every connection, effect and listener. */
  dispose(): void;
}

/** How long a notice about this device's role stays, ms. */
const ROLE_MS = 10_000;

/** Makes the page; nothing is asked of the box until `access.boot()`. */
export function createPage(env: PageEnv): Page {
  const { clock, location, painter } = env;
  const storage = new PageStorage(env.storage);
  const identity = new Identity(storage);
  const api = new Api(env.fetch, () => identity.token);
  const layers = new Layers(env);
  const screen = new Screen(env, storage, layers);
  const notices = new Notices(clock, () => screen.touched.peek());
  const others = new OthersChanges(clock, notices);
  const band = new BandSession({
    storage,
    notices,
    clock,
    search: location.search,
    watched: () => screen.sheet.peek() === 'band',
  });
  const inbox = new Inbox({
    notices,
    identity,
    watched: () =>
      screen.sheet.value === 'messages' || (screen.route.value === 'desk' && screen.deskTab.value === 'sessions'),
    open: () => (identity.isEngineer.peek() ? screen.go('desk', 'sessions') : screen.openSheet('messages')),
  });
  const follow = (link: BoxLink) => {
    link.onTrouble = (reply) => notices.tellTrouble(reply);
    link.onAskEnded = (ended) => notices.tellAnswer(ended);
    link.onOthersChange = (mix, delta) => others.note(link, mix, delta);
    const ends = [band.follow(link), inbox.follow(link)];
    return () => {
      for (const end of ends) end();
    };
  };
  const access = new BoxAccess(env, api, identity, {
    onLink: follow,
    // A notice, since buttons appear or vanish.
    onRoleChanged: (role) =>
      role === 'engineer'
        ? notices.notify(t('madeEngineer'), {
            ms: ROLE_MS,
            action: { label: t('toDesk'), run: () => screen.go('desk') },
          })
        : notices.notify(t('madeMusician'), { ms: ROLE_MS }),
  });
  const shown = new ShownMix(access, identity, screen);
  const people = new PeopleHere(access.link, clock);
  const more = new MoreMe(storage, access, identity, clock);
  const compare = new Compare(access.link, clock, notices);
  const listening = new Listening(env, storage, access, identity, more);
  const version = new VersionWatch(env, api, access, listening);
  return {
    clock,
    storage,
    api,
    identity,
    access,
    screen,
    layers,
    shown,
    people,
    notices,
    band,
    more,
    compare,
    inbox,
    listening,
    version,
    painter,
    dispose() {
      for (const part of [version, listening, compare, more, people, shown, access, screen, layers]) part.dispose();
    },
  };
}
