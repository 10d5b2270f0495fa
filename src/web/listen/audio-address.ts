/** The box's address for the sound of a mix. Pure. */
import type { ListenerOptions } from './listener-api.js';

/** The address with all query parameters; `mix` undefined is the device's own mix. */
export function audioAddress(options: ListenerOptions, mix: string | undefined): string {
  const { url, deviceUuid: device, token, frames = 240 } = options;
  const query = new URLSearchParams({ device, token, frames: String(frames) });
  if (mix !== undefined) query.set('mix', mix);
  return `${url}?${query}`;
}
