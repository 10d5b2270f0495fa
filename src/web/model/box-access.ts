/**
 * The way into the box: finds it, joins it as this device, and holds the connection. A box that does not
 * answer, asks to wait, or has forgotten this device is tried again by itself.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { JoinAnswer, RoleAnswer } from '../../wire/answers.js';
import type { BoxInfo } from '../../wire/messages.js';
import type { Role } from '../../wire/roles.js';
import { type Api, ApiError } from '../link/api.js';
import { carriedIdentity } from '../link/carried.js';
import { BoxLink } from './box-link.js';
import type { PageEnv } from './env.js';
import type { Identity } from './identity.js';

/** `loading` looking for the box · `unreachable` · `busy` it asks to wait · `welcome` first visit · `ready`. */
export type Phase = 'loading' | 'unreachable' | 'busy' | 'welcome' | 'ready';

const RETRY_MS = 2000;
/** Pause before a device that the box refused joins again, ms. */
const REJOIN_MS = 300;

export interface AccessEvents {
  /** A connection was made, not opened yet. Returns a function that is called when the page gives it up. */
  readonly onLink: (link: BoxLink) => () => void;
  /** Somebody else gave this device the desk, or took it away. */
  readonly onRoleChanged: (role: Role) => void;
}

export class BoxAccess {
  readonly #env: PageEnv;
  readonly #api: Api;
  readonly #identity: Identity;
  readonly #events: AccessEvents;
  readonly #phase = signal<Phase>('loading');
  readonly #box = signal<BoxInfo | undefined>(undefined);
  readonly #link = signal<BoxLink | undefined>(undefined);
  /** Serial of the box that `link` connects to. */
  #linkedTo = '';
  #endLink: () => void = () => undefined;
  /** This page itself is asking for another role, so a change of role is no news. */
  #changingRole = false;
  #rejoining = false;
  #disposed = false;

  constructor(env: PageEnv, api: Api, identity: Identity, events: AccessEvents) {
    this.#env = env;
    this.#api = api;
    this.#identity = identity;
    this.#events = events;
    env.document.addEventListener('visibilitychange', this.#hurry);
    for (const type of ['online', 'pageshow']) env.window.addEventListener(type, this.#hurry);
  }

  get phase(): ReadonlySignal<Phase> {
    return this.#phase;
  }

  /** What the box says about itself; undefined until it answers. */
  get box(): ReadonlySignal<BoxInfo | undefined> {
    return this.#box;
  }

  /** The box says something new about itself. */
  noteBox(info: BoxInfo): void {
    this.#box.value = info;
  }

  /** The connection; undefined until this device has joined. */
  get link(): ReadonlySignal<BoxLink | undefined> {
    return this.#link;
  }

  /** Finds the box and returns under the stored identity. On a first visit the page asks for a name. */
  async boot(): Promise<void> {
    // The screen stays as it is until the new state is known.
    if (this.#phase.peek() === 'ready') this.#phase.value = 'loading';
    try {
      const box = await this.#api.json<BoxInfo>('GET', '/api/box');
      this.#box.value = box;
      this.#identify(box.serial);
    } catch (error) {
      this.#bootLater(error);
      return;
    }
    const name = this.#identity.name.peek();
    if (this.#identity.token === undefined || name === '') {
      this.#phase.value = 'welcome';
      return;
    }
    try {
      await this.enter(name);
    } catch (error) {
      const refused = error instanceof ApiError && error.status >= 400 && error.againMs === undefined;
      if (refused) this.#phase.value = 'welcome';
      else this.#bootLater(error);
    }
  }

  /** Joins the box and opens the connection. If the uuid belongs to another device on this box, takes a new uuid. */
  async enter(name: string): Promise<void> {
    const box = this.#box.peek();
    if (box === undefined) return;
    const identity = this.#identity;
    identity.open(box.serial);
    const ask = (uuid: string) => this.#api.json<JoinAnswer>('POST', '/api/join', { uuid, name, type: 'web' });
    const joined = await ask(identity.uuid).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 409) return ask(identity.renew());
      throw error;
    });
    identity.role.value = joined.role;
    identity.keep({ uuid: joined.uuid, token: joined.token, name });
    this.#open(box, joined.uuid);
    this.#phase.value = 'ready';
  }

  /** Renames this device, here and on the box. */
  async rename(name: string): Promise<void> {
    const link = this.#link.peek();
    const { token } = this.#identity;
    if (link === undefined || token === undefined) return;
    await link.command(`device/${link.uuid}`, { action: 'rename', name });
    this.#identity.keep({ uuid: link.uuid, token, name });
  }

  /** Sends the PIN to the box; throws the box's `ApiError`. */
  becomeEngineer(pin: string): Promise<void> {
    return this.#changeRole(async () => {
      const answer = await this.#api.json<RoleAnswer>('POST', '/api/engineer', { pin });
      return answer.role;
    });
  }

  becomeMusician(): Promise<void> {
    return this.#changeRole(async () => {
      await this.#api.json('DELETE', '/api/engineer');
      return 'musician';
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#env.document.removeEventListener('visibilitychange', this.#hurry);
    for (const type of ['online', 'pageshow']) this.#env.window.removeEventListener(type, this.#hurry);
    this.#endLink();
    this.#link.peek()?.close();
  }

  /** Takes up the stored identity, or the one in the address. A returning device keeps its own. */
  #identify(serial: string): void {
    const { location, history } = this.#env;
    const carried = carriedIdentity(location.hash);
    this.#identity.open(serial);
    if (carried === undefined) return;
    history.replaceState(null, '', `${location.pathname}${location.search}#/`);
    if (this.#identity.token === undefined) this.#identity.keep(carried);
  }

  /** The box does not answer, or asks to wait. Shows which of the two, and retries by itself. */
  #bootLater(error: unknown): void {
    const againMs = error instanceof ApiError ? error.againMs : undefined;
    this.#phase.value = againMs === undefined ? 'unreachable' : 'busy';
    this.#later(againMs ?? RETRY_MS, () => this.boot());
  }

  #open(box: BoxInfo, uuid: string): void {
    const known = this.#link.peek();
    // Same device, same box, but the box lost this device and issued a new
    // token. Keeping the link lets the page give back what it knows of its mix.
    if (known?.uuid === uuid && this.#linkedTo === box.serial) {
      known.connect();
      return;
    }
    this.#endLink();
    known?.close();
    this.#linkedTo = box.serial;
    const link = this.#newLink(box, uuid);
    link.mix(uuid);
    const ends = [
      this.#events.onLink(link),
      link.me.subscribe((me) => {
        if (me !== undefined) this.#becameBySomebody(me.role);
      }),
      link.state.subscribe((state) => {
        // The box does not know the token (another box at the same address, or a lost store): join again.
        if (state === 'refused') this.#later(REJOIN_MS, () => this.#rejoin());
      }),
    ];
    this.#endLink = () => {
      for (const end of ends) end();
    };
    this.#link.value = link;
    link.connect();
  }

  #newLink(box: BoxInfo, uuid: string): BoxLink {
    const { location, openSocket, clock } = this.#env;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    return new BoxLink({
      box,
      uuid,
      clock,
      token: () => this.#identity.token ?? '',
      open: () => openSocket(`${scheme}://${location.host}/mqtt`, 'mqtt'),
      answers: () =>
        this.#api.json('GET', '/api/box').then(
          () => true,
          () => false,
        ),
    });
  }

  async #changeRole(ask: () => Promise<Role>): Promise<void> {
    this.#changingRole = true;
    try {
      this.#identity.role.value = await ask();
    } finally {
      this.#changingRole = false;
    }
  }

  #becameBySomebody(role: Role): void {
    if (role === this.#identity.role.peek()) return;
    this.#identity.role.value = role;
    if (!this.#changingRole) this.#events.onRoleChanged(role);
  }

  async #rejoin(): Promise<void> {
    if (this.#rejoining) return;
    this.#rejoining = true;
    try {
      this.#box.value = await this.#api.json<BoxInfo>('GET', '/api/box');
      await this.enter(this.#identity.name.peek());
    } catch {
      this.#later(RETRY_MS, () => this.#rejoin());
    } finally {
      this.#rejoining = false;
    }
  }

  #later(ms: number, act: () => Promise<void>): void {
    this.#env.clock.after(ms, () => {
      if (!this.#disposed) void act();
    });
  }

  /** A phone that wakes up or finds its Wi-Fi again retries at once. */
  readonly #hurry = (): void => {
    const link = this.#link.peek();
    if (!this.#env.document.hidden && link?.state.peek() === 'waiting') link.connect();
  };
}
