/**
 * The system's report about the radio, which the box reads as a file: when it was made, stations, neighbours, channel.
 * Each part begins with a line `# <name>`, and is what the kernel's tools print. Pure.
 */
import { parseNeighbours } from './neighbours.js';
import { parseStations, type Station } from './station-dump.js';
import { type ChannelTimes, parseSurvey } from './survey.js';

export interface RadioReport {
  /** Seconds since the computer started, when the report was made. */
  readonly uptimeS: number;
  readonly stations: readonly Station[];
  /** Hardware address by address, of those that are on the radio. */
  readonly neighbours: ReadonlyMap<string, string>;
  /** Undefined if the driver does not count. */
  readonly channel: ChannelTimes | undefined;
}

/** Undefined for a text that is no report. Never throws. */
export function parseRadioReport(text: string): RadioReport | undefined {
  const parts = new Map<string, string>();
  for (const part of text.split(/^# /m).slice(1)) {
    const end = part.indexOf('\n');
    if (end > 0) parts.set(part.slice(0, end).trim(), part.slice(end + 1));
  }
  const made = /^(\d{1,12}(?:\.\d{1,3})?)\s/.exec(parts.get('uptime') ?? '');
  const stations = parts.get('stations');
  if (made === null || stations === undefined) return undefined;
  return {
    uptimeS: Number(made[1]),
    stations: parseStations(stations),
    neighbours: parseNeighbours(parts.get('neighbours') ?? ''),
    channel: parseSurvey(parts.get('survey') ?? ''),
  };
}
