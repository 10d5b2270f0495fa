/** Where the box serves a mix as sound. Pure. */
import type { ListenerOptions } from './listener-api.js';

/** The address with everything the box asks for; `mix` undefined: the device's own. */
export function audioAddress(options: ListenerOptions, mix: string | undefined): string {
  const { url, deviceUuid: device, token, frames = 480 } = options;
  const query = new URLSearchParams({ device, token, frames: String(frames) });
  if (mix !== undefined) query.set('mix', mix);
  return `${url}?${query}`;
}
