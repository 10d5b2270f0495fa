/** The radio's budget in the desk's words: what each listener takes and gets. Pure. */
import type { AirShare, ListenerHealth, RadioAnswer } from '../../../wire/answers.js';
import { airTexts } from '../../i18n/air-texts.js';
import { figure, inLanguage } from '../../i18n/language.js';

export interface AirRow {
  readonly key: string;
  readonly device: string;
  /** Percent of all air; undefined if nothing is known of the radio. */
  readonly percent: number | undefined;
  readonly weak: boolean;
  /** Link, codec, packets: what stands below the name. */
  readonly details: readonly string[];
}

/** Frames per millisecond. */
const FRAMES_PER_MS = 48;
/** Retries above this are named, per packet. */
const MANY_RETRIES = 0.15;

export function airRows({ listeners }: Pick<RadioAnswer, 'listeners'>): readonly AirRow[] {
  return listeners.map((one) => ({
    key: `${one.kind} ${one.device}`,
    device: one.device,
    percent: one.share === null ? undefined : 100 * one.share,
    weak: one.weak === true,
    details: [...linkWords(one), ...packetWords(one)],
  }));
}

export function linkWords({ rateMbps, signalDbm, retries = 0 }: AirShare): string[] {
  const words: string[] = [];
  if (rateMbps !== undefined) words.push(inLanguage(airTexts.rate, { rate: figure(rateMbps) }));
  if (signalDbm !== undefined) words.push(`${figure(signalDbm)} dBm`);
  if (retries > MANY_RETRIES) words.push(inLanguage(airTexts.repeated, { n: figure(100 * retries) }));
  return words;
}

type Sent = Pick<ListenerHealth, 'codec' | 'frames' | 'copies' | 'transport' | 'adapt'>;

export function packetWords({ codec, frames, copies: asked, transport, adapt }: Sent): string[] {
  // These transports send again what was lost.
  const copies = transport === 'websocket' || transport === 'tcp' ? 0 : asked;
  const ms = frames / FRAMES_PER_MS;
  const words = [codec === 'opus' ? 'Opus' : 'PCM', `${figure(ms, Number.isInteger(ms) ? 0 : 1)} ms`];
  if (copies > 0) words.push(copies === 1 ? inLanguage(airTexts.oneCopy) : inLanguage(airTexts.copies, { n: copies }));
  if (!adapt) words.push(inLanguage(airTexts.fixed));
  return words;
}
