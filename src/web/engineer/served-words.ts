/** What the desk says of how a musician is served: delay, what was made up, link, packets. Pure. */
import type { AirShare, ListenerHealth } from '../../wire/answers.js';
import { airTexts } from '../i18n/air-texts.js';
import { figure, inLanguage } from '../i18n/language.js';
import { type DelayGrade, gradeOf } from '../listen/delay-parts.js';
import { linkWords, packetWords } from './box/air-rows.js';

export interface ServedWords {
  /** From the source to the page's output, and how good that is; undefined if the client does not report it. */
  readonly delay: { readonly text: string; readonly grade: DelayGrade } | undefined;
  readonly details: readonly string[];
}

/** Names of the ways as engineers know them. */
const WAYS: Readonly<Record<ListenerHealth['transport'], string>> = {
  websocket: 'WebSocket',
  rtp: 'RTP',
  datachannel: 'DataChannel',
  udp: 'UDP',
  tcp: 'TCP',
};
/** Less made-up sound than this is not named; part of the time. */
const FEW = 0.0005;

/** `madeUp`: part of the last seconds that the client concealed, 0…1. */
export function servedWords(listener: ListenerHealth, air: AirShare | undefined, madeUp: number): ServedWords {
  const delayMs = reported(listener, 'delayMs');
  const outputMs = reported(listener, 'outputMs');
  const details: string[] = [];
  if (outputMs !== undefined) details.push(inLanguage(airTexts.output, { n: figure(outputMs) }));
  if (madeUp > FEW) details.push(inLanguage(airTexts.madeUp, { n: figure(100 * madeUp, 1) }));
  if (air !== undefined) details.push(...linkWords(air));
  details.push(WAYS[listener.transport], ...packetWords(listener));
  const delay =
    delayMs === undefined
      ? undefined
      : { text: inLanguage(airTexts.delay, { n: figure(delayMs) }), grade: gradeOf(delayMs) };
  return { delay, details };
}

/** A number of the client's own report. */
export function reported({ report }: Pick<ListenerHealth, 'report'>, name: string): number | undefined {
  const value = report?.[name];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
