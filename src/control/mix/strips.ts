/** The strips of the inputs. The two of a stereo pair are set alike, but for their polarity. Pure. */
import type { CommandPayload } from '../../wire/commands.js';
import { FLAT_STRIP, type StripSettings } from '../../wire/strip.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { channelRecord } from './channels.js';

/** The strip of an input, complete. */
export function stripOf(reader: Reader, index: number): StripSettings {
  const kept = reader.get('strip', String(index));
  return kept === undefined ? FLAT_STRIP : { ...FLAT_STRIP, ...kept };
}

/** `cmd/strip/<n> {action:"set"}`. */
export function setStrip(draft: Draft, index: number, set: CommandPayload<'strip set'>['set']): void {
  draft.put('strip', String(index), { ...stripOf(draft, index), ...set });
  const partner = channelRecord(draft, index).link;
  if (partner === null) return;
  const { invert: _own, ...shared } = set;
  draft.put('strip', String(partner), { ...stripOf(draft, partner), ...shared });
}

/** `cmd/strip/<n> {action:"copy"}`. The polarity belongs to a microphone, so it stays. */
export function copyStrip(draft: Draft, index: number, from: number): void {
  const { invert: _of, ...shared } = stripOf(draft, from);
  setStrip(draft, index, shared);
}
