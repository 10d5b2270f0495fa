/**
 * What the page stores on the device. Some browsers (a captive mini-browser, private
 * windows) refuse to store, or throw. The page then works until it is closed, and says so.
 */

const PROBE = 'fichatech_web_probe';

/** The part of `localStorage` that is used. Any call may throw. */
export interface StorageLike {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class PageStorage {
  /** Whether stored values outlive this page. */
  readonly lasting: boolean;
  readonly #memory = new Map<string, string>();
  readonly #storage: StorageLike | undefined;

  /** @param open returns the browser's storage; it may throw. */
  constructor(open: () => StorageLike) {
    this.#storage = usable(open);
    this.lasting = this.#storage !== undefined;
  }

  recall(key: string): string | undefined {
    return this.#try(
      (storage) => storage.getItem(key) ?? undefined,
      () => this.#memory.get(key),
    );
  }

  /** Whether a value is stored under a key with this prefix. */
  anyKept(prefix: string): boolean {
    const begins = (key: string | null) => key?.startsWith(prefix) === true;
    return this.#try(
      (storage) => Array.from({ length: storage.length }, (_, i) => storage.key(i)).some(begins),
      () => [...this.#memory.keys()].some(begins),
    );
  }

  /** Stores a value. If the storage is full, the value lasts as long as the page. */
  keep(key: string, value: string): void {
    this.#memory.set(key, value);
    this.#try(
      (storage) => storage.setItem(key, value),
      () => undefined,
    );
  }

  /** The JSON value stored under a key; `fallback` if there is none or it does not parse. */
  recallJson<T>(key: string, fallback: T): T {
    const text = this.recall(key);
    if (text === undefined) return fallback;
    try {
      return JSON.parse(text) as T;
    } catch {
      return fallback;
    }
  }

  #try<T>(act: (storage: StorageLike) => T, otherwise: () => T): T {
    if (this.#storage === undefined) return otherwise();
    try {
      return act(this.#storage);
    } catch {
      return otherwise();
    }
  }
}

/** The storage, if it accepts a value. */
function usable(open: () => StorageLike): StorageLike | undefined {
  try {
    const storage = open();
    storage.setItem(PROBE, '1');
    storage.removeItem(PROBE);
    return storage;
  } catch {
    return undefined;
  }
}
