/** Who counts as here. Somebody whose link breaks for a moment keeps their place on the screens. Pure. */
import type { Device } from '../../../wire/messages.js';

/** Somebody whose link is gone for longer has left, ms. */
export const LEFT_AFTER_MS = 30_000;

/** Everybody who counts as here, by uuid: since when their link is gone, ms; undefined while it is there. */
export type Seats = ReadonlyMap<string, number | undefined>;

/** The seats at `now`, ms, after the box said who is connected. A device that was removed leaves at once. */
export function seatsAfter(seats: Seats, devices: readonly Pick<Device, 'uuid' | 'active'>[], now: number): Seats {
  const next = new Map<string, number | undefined>();
  for (const { uuid, active } of devices) {
    if (active) next.set(uuid, undefined);
    else if (seats.has(uuid)) {
      const since = seats.get(uuid) ?? now;
      if (now < since + LEFT_AFTER_MS) next.set(uuid, since);
    }
  }
  return next;
}

/** When the next person leaves unless their link comes back, ms; undefined if all links are there. */
export function nextToLeave(seats: Seats): number | undefined {
  const gone = [...seats.values()].filter((since) => since !== undefined);
  return gone.length === 0 ? undefined : Math.min(...gone) + LEFT_AFTER_MS;
}
