/** Listeners on the radio, for tests of its budget. */

import type { ListenerPlan } from '../../../src/audio/stream/sound-form.js';
import type { AirListener } from '../../../src/control/radio/air-plan.js';
import { FAIR_LINK, type RadioLink } from '../../../src/control/radio/radio-link.js';
import { packetsOf, type SoundWay } from '../../../src/control/radio/sound-plan.js';
import { LINKS } from './links.js';

export const linkOf = (name: keyof typeof LINKS): RadioLink => ({
  ...FAIR_LINK,
  rate: LINKS[name],
  weak: name === 'weak',
});

/** A listener for which the box chooses; by RTP unless said otherwise. */
export function listener(key: string, name: keyof typeof LINKS = 'good', more: Partial<AirListener> = {}): AirListener {
  const way = more.way ?? 'rtp';
  const packets = packetsOf({ codec: 'opus', frames: 240, copies: 2 }, way);
  return { key, way, link: linkOf(name), choice: { codec: 'opus', shortest: 240 }, packets, ...more };
}

/** A listener that keeps what it asked for. */
export function fixed(key: string, name: keyof typeof LINKS, plan: ListenerPlan, way: SoundWay): AirListener {
  return { key, way, link: linkOf(name), choice: undefined, packets: packetsOf(plan, way) };
}

export const crowd = (
  count: number,
  name: keyof typeof LINKS = 'good',
  more: Partial<AirListener> = {},
): AirListener[] => Array.from({ length: count }, (_, i) => listener(`web ${i}`, name, more));
