/** Reads what `iw dev <interface> survey dump` prints of the channel in use: how busy it was, by anybody. Pure. */

/** Since the radio came to the channel, ms. */
export interface ChannelTimes {
  readonly activeMs: number;
  readonly busyMs: number;
}

/** Undefined if the driver does not count. Never throws. */
export function parseSurvey(text: string): ChannelTimes | undefined {
  for (const part of text.split('Survey data')) {
    if (!/frequency:[^\n]{0,40}\[in use\]/.test(part)) continue;
    const activeMs = timeIn(part, 'active');
    const busyMs = timeIn(part, 'busy');
    return activeMs === undefined || busyMs === undefined ? undefined : { activeMs, busyMs };
  }
  return undefined;
}

function timeIn(part: string, name: 'active' | 'busy'): number | undefined {
  const found = new RegExp(`channel ${name} time:\\s{1,20}(\\d{1,15}) ms`).exec(part);
  return found === null ? undefined : Number(found[1]);
}

/** Share of the time between two readings in which the channel was busy, 0…1; undefined without two that differ. */
export function busyShare(before: ChannelTimes | undefined, now: ChannelTimes | undefined): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  const active = now.activeMs - before.activeMs;
  const busy = now.busyMs - before.busyMs;
  return active <= 0 || busy < 0 ? undefined : Math.min(1, busy / active);
}
