/**
 * Who this browser is: a uuid that it makes itself, the token that each box issued for it, the name, and the role.
 * All boxes share one address, so a phone may hold several tokens: one per serial.
 */
import { computed, signal } from '@preact/signals';
import { isId } from '../../wire/limits.js';
import type { Role } from '../../wire/roles.js';
import type { Carried } from '../link/carried.js';
import type { PageStorage } from '../link/storage.js';

const UUID_KEY = 'fichatech_web_device_uuid';
const TOKEN_KEY = 'fichatech_web_device_token';
const NAME_KEY = 'fichatech_web_device_name';

/** `crypto.randomUUID` exists only on secure origins; random bytes exist everywhere. */
function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export class Identity {
  readonly name = signal('');
  /** The role that the box last granted this device; a later list of devices may change it. */
  readonly role = signal<Role>('musician');
  readonly isEngineer = computed(() => this.role.value === 'engineer');
  readonly #storage: PageStorage;
  #serial = '';
  #uuid = '';
  #token: string | undefined;

  constructor(storage: PageStorage) {
    this.#storage = storage;
  }

  get uuid(): string {
    return this.#uuid;
  }

  /** Undefined if this browser never joined the present box. */
  get token(): string | undefined {
    return this.#token;
  }

  /** Takes up the identity that this browser has on the box with this serial. */
  open(serial: string): void {
    let uuid = this.#storage.recall(UUID_KEY);
    if (uuid === undefined || !isId(uuid)) {
      uuid = makeUuid();
      this.#storage.keep(UUID_KEY, uuid);
    }
    this.#serial = serial;
    this.#uuid = uuid;
    this.#token = this.#storage.recall(`${TOKEN_KEY}:${serial}`) ?? this.#unboundToken();
    this.name.value = this.#storage.recall(NAME_KEY) ?? '';
  }

  /** The box accepted this device, or another origin handed its identity over. */
  keep({ uuid, token, name }: Carried): void {
    this.#uuid = uuid;
    this.#token = token;
    this.name.value = name;
    this.#storage.keep(UUID_KEY, uuid);
    this.#storage.keep(TOKEN_KEY, token);
    this.#storage.keep(`${TOKEN_KEY}:${this.#serial}`, token);
    this.#storage.keep(NAME_KEY, name);
  }

  /** The uuid belongs to another device on this box: becomes a new device. */
  renew(): string {
    this.#uuid = makeUuid();
    this.#storage.keep(UUID_KEY, this.#uuid);
    return this.#uuid;
  }

  /**
   * A token stored without a serial. Used only if no token was
   * ever stored with one: a box must not see another box's token.
   */
  #unboundToken(): string | undefined {
    return this.#storage.anyKept(`${TOKEN_KEY}:`) ? undefined : this.#storage.recall(TOKEN_KEY);
  }
}
