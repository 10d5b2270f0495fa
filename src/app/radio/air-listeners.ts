/** Live listeners as the radio's budget reckons with them. Pure. */

import type { ListenerPlan } from '../../audio/stream/sound-form.js';
import type { AirListener } from '../../control/radio/air-plan.js';
import type { RadioLink } from '../../control/radio/radio-link.js';
import { type Packets, packetsOf, type SoundWay } from '../../control/radio/sound-plan.js';

/** What the budget reads of a live listener. */
export interface HeardListener {
  readonly device: string;
  readonly kind: 'web' | 'native';
  /** Frames per packet. */
  readonly frames: number;
  readonly transport: SoundWay;
  /** `raw`: the channels of an app that mixes by itself. */
  readonly codec: ListenerPlan['codec'] | 'raw';
  readonly copies: number;
  readonly adapt: boolean;
  readonly bytesPerSecond: number;
}

/** A device may listen in both ways at the same time. */
export const keyOf = ({ kind, device }: Pick<HeardListener, 'kind' | 'device'>): string => `${kind} ${device}`;

/** What the box knows of a listener besides. */
export interface AirContext {
  /** Undefined if nothing is known of the radio. */
  readonly link: RadioLink | undefined;
  /** Frames that it asked for. */
  readonly shortest: number;
  /** What the box sends where it may choose: `pcm` without Opus, or at another rate than 48 kHz. */
  readonly codec: ListenerPlan['codec'];
  /** Hertz. */
  readonly sampleRate: number;
}

export function airListener(heard: HeardListener, { link, shortest, codec, sampleRate }: AirContext): AirListener {
  const way = heard.transport;
  const choice = heard.adapt ? { codec, shortest } : undefined;
  return { key: keyOf(heard), way, link, choice, packets: packetsNow(heard, sampleRate) };
}

function packetsNow({ codec, frames, copies, transport, bytesPerSecond }: HeardListener, sampleRate: number): Packets {
  if (codec !== 'raw') return packetsOf({ codec, frames, copies }, transport);
  const everyMs = (frames / sampleRate) * 1000;
  return { everyMs, bytes: (bytesPerSecond * everyMs) / 1000 };
}
