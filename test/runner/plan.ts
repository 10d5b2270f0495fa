/**
 * Which test files run, in what order, and which may run together. Pure. A file is named by its path under `test/`
 * without the ending: `browser/page-away`.
 */

/**
 * The longest files, longest first. They start first, so that no long one is left for the
 * end; daily runs leave them out.
 */
export const LONG: readonly string[] = [
  'app/exactness',
  'browser/listen-recovery',
  'browser/listen-busy',
  'browser/page-every-state',
  'browser/page-accessibility',
  'browser/page-heard',
  'browser/page-states',
  'browser/page-engineer',
  'browser/page-musician',
  'browser/tried',
  'app/media/webrtc-box',
  'listen/listen',
  'addon/capture/capture-core',
  'browser/page-recovery',
  'browser/page-touch-fuzz',
  'browser/page-mixer',
  'system/stick',
  'android/live-box',
  'browser/right-mix',
  'app/network/mdns-network',
  'app/network/mdns-attack-network',
  'browser/page-away',
  'campaigns/campaigns',
  'campaigns/fuzz',
  'control/fair-turns',
  'app/threads',
  'app/process/liveness',
  'app/process/supervised-child',
  'browser/page-play-now',
  'browser/listen-device',
  'browser/page-layers',
  'audio/stream/native/native-crowd',
  'control/store/standing',
  'system/radio',
  'control/kill',
  'browser/listen-paths',
  'playout/playout',
  'audio/stream/native/mix-session',
  'android/plain-java',
  'control/presence',
  'browser/page-system',
  'browser/page-small',
];

const KINDS = {
  browser: /^browser\//,
  network: /-network$|^app\/native\/native-dead$/,
} as const;

/** How many of a kind run at the same time. A test with a browser waits for two thirds of its time. */
const AT_ONCE: Readonly<Record<Kind, number>> = { browser: 3, network: 1, plain: Number.POSITIVE_INFINITY };

type Kind = keyof typeof KINDS | 'plain';

export function kindOf(file: string): Kind {
  for (const [kind, pattern] of Object.entries(KINDS)) if (pattern.test(file)) return kind as Kind;
  return 'plain';
}

/** The order in which they start: after the longest those whose kind has a limit, so that the end has no queue. */
export function inOrder(files: readonly string[]): string[] {
  const rank = (file: string) => {
    const at = LONG.indexOf(file);
    if (at >= 0) return at;
    return LONG.length + (kindOf(file) === 'plain' ? 1 : 0);
  };
  return [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** For daily work: no browser, no network namespaces, no long files. */
export function quick(files: readonly string[]): string[] {
  return files.filter((file) => kindOf(file) === 'plain' && !LONG.includes(file));
}

/** The next of `waiting` that may start beside `running`; undefined if one of them has to end first. */
export function nextOf(waiting: readonly string[], running: readonly string[], jobs: number): string | undefined {
  if (running.length >= jobs) return undefined;
  return waiting.find((file) => {
    const kind = kindOf(file);
    return running.filter((other) => kindOf(other) === kind).length < AT_ONCE[kind];
  });
}
