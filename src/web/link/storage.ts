/**
 * What the page stores on the device. Some browsers (a captive mini-browser, private
 * windows) refuse to store, or throw. The page then works until it is closed, and says so.
 */

const memory = new Map<string, string>();

function probe(): boolean {
  try {
    localStorage.setItem('fichatech_web_probe', '1');
    localStorage.removeItem('fichatech_web_probe');
    return true;
  } catch {
    return false;
  }
}

/** Whether stored values outlive this page. */
export const canStore: boolean = probe();

export function recall(key: string): string | undefined {
  if (!canStore) return memory.get(key);
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return memory.get(key);
  }
}

/** Whether a value is stored under a key with this prefix. */
export function anyKept(prefix: string): boolean {
  const begins = (key: string) => key.startsWith(prefix);
  if (!canStore) return [...memory.keys()].some(begins);
  try {
    return Object.keys(localStorage).some(begins);
  } catch {
    return [...memory.keys()].some(begins);
  }
}

export function keep(key: string, value: string): void {
  memory.set(key, value);
  if (!canStore) return;
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full: the value lasts as long as the page.
  }
}

/** The JSON value stored under a key; `fallback` if there is none or it does not parse. */
export function recallJson<T>(key: string, fallback: T): T {
  const text = recall(key);
  if (text === undefined) return fallback;
  try {
    return JSON.parse(text) as T;
  } catch {
    return fallback;
  }
}
