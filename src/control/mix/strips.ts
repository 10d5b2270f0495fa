/**
 * The strips of the inputs. The two of a stereo pair are set alike, but for their polarity: so their gates and
 * compressors have one gain. Pure.
 */
import type { StripInput } from '../../audio/mixer/strip-plan.js';
import type { CommandPayload } from '../../wire/commands.js';
import { FLAT_STRIP, type StripParameter, type StripSettings } from '../../wire/strip.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { channelRecord } from './channels.js';

const STRIP_NAMES = Object.keys(FLAT_STRIP) as StripParameter[];

/** The strip of an input, complete. */
export function stripOf(reader: Reader, index: number): StripSettings {
  const kept = reader.get('strip', String(index));
  return kept === undefined ? FLAT_STRIP : { ...FLAT_STRIP, ...kept };
}

/** What gate and compressor must know of their input. */
export function stripInputOf(reader: Reader, index: number): StripInput {
  const { trimDb, link } = channelRecord(reader, index);
  return { trimDb, partner: link };
}

/** `cmd/strip/<n> {action:"set"}`. */
export function setStrip(draft: Draft, index: number, set: CommandPayload<'strip set'>['set']): void {
  draft.put('strip', String(index), { ...stripOf(draft, index), ...set });
  const partner = channelRecord(draft, index).link;
  if (partner === null) return;
  const { invert: _own, ...shared } = set;
  draft.put('strip', String(partner), { ...stripOf(draft, partner), ...shared });
}

/**
 * Two inputs became a pair: `partner` takes over the strip of `index`. If only that of `index` is as nobody has set it,
 * it takes over the partner's instead.
 */
export function pairStrips(draft: Draft, index: number, partner: number): void {
  const [from, to] = isUnset(draft, index) ? [partner, index] : [index, partner];
  if (isUnset(draft, from)) return;
  draft.put('strip', String(to), { ...stripOf(draft, from), invert: stripOf(draft, to).invert });
}

/** Whether nobody has set more of a strip than the polarity. */
function isUnset(reader: Reader, index: number): boolean {
  const strip = stripOf(reader, index);
  return STRIP_NAMES.every((name) => name === 'invert' || strip[name] === FLAT_STRIP[name]);
}

/** `cmd/strip/<n> {action:"copy"}`. The polarity belongs to a microphone, so it stays. */
export function copyStrip(draft: Draft, index: number, from: number): void {
  const { invert: _of, ...shared } = stripOf(draft, from);
  setStrip(draft, index, shared);
}
