/** The box's address for the sound of a mix. Pure. */
import type { ListenerOptions, ListenFloor } from './listener-api.js';

/** Frames of the packets for `safe` where the radio is full: 20 ms. */
const SAFE_FRAMES = 960;

/**
 * The address with all query parameters. `mix` undefined is the device's own mix. `floorOnAir` is given where the radio
 * is full.
 */
export function audioAddress(options: ListenerOptions, mix: string | undefined, floorOnAir?: ListenFloor): string {
  const { url, deviceUuid: device, token } = options;
  const frames = floorOnAir === 'safe' ? SAFE_FRAMES : (options.frames ?? 240);
  const query = new URLSearchParams({ device, token, frames: String(frames) });
  if (mix !== undefined) query.set('mix', mix);
  return `${url}?${query}`;
}
