/** MQTT subscription filters, and who may subscribe to what. Pure. */

/** Whether MQTT 3.1.1 (4.7.1) allows a filter: `#` alone in the last level, `+` alone in any. */
export function isFilter(filter: string): boolean {
  if (filter === '') return false;
  const levels = filter.split('/');
  return levels.every((level, i) => !/[+#]/.test(level) || level === '+' || (level === '#' && i === levels.length - 1));
}

/** Whether `filter` can match a topic below `prefix`; if so, `at` is the filter's next level. */
function reachesBelow(filter: string, prefix: readonly string[]): { at: string | undefined } | undefined {
  const f = filter.split('/');
  for (let i = 0; i < prefix.length; i++) {
    if (f[i] === '#') return { at: '#' };
    if (i >= f.length || (f[i] !== '+' && f[i] !== prefix[i])) return undefined;
  }
  return f.length > prefix.length ? { at: f[prefix.length] } : undefined;
}

/** Bounds of a filter, in characters and levels. A longer one matches no topic of the box and only takes memory. */
const MAX_FILTER = 256;
const MAX_LEVELS = 8;

/** Whether a device may subscribe to this filter: not to others' replies, to commands, or to `$` topics. */
export function maySubscribe(uuid: string, filter: string): boolean {
  if (filter.startsWith('$') || filter.length > MAX_FILTER || !isFilter(filter)) return false;
  if (filter.split('/').length > MAX_LEVELS) return false;
  const reply = reachesBelow(filter, ['sb', '1', 'reply']);
  if (reply && reply.at !== uuid) return false;
  if (reachesBelow(filter, ['sb', '1', 'cmd'])) return false;
  // A welcome is private too, but clients want `sb/1/devices/#`. So a welcome is never published, only sent to its
  // own device.
  return true;
}
