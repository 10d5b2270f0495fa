/** Limits of what crosses the wire, for the box, the page and the docs. Pure. */

/** Most input channels of a box. */
export const MAX_CHANNELS = 64;

/** Longest uuid, token or other id, in characters. */
export const MAX_ID = 64;
/** The form of ids: one topic level, no wildcard, nothing that needs escaping. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** Longest name of a device, channel, group, preset, song or session, in UTF-16 units. */
export const MAX_NAME = 64;
/** Longest message or request, in UTF-16 units. */
export const MAX_TEXT = 500;
/** Longest `gesture`, in UTF-16 units. */
export const MAX_GESTURE = 64;
/** Longest text that `cmd/ping` returns, in UTF-16 units. */
export const MAX_PING = 64;
/** Changes in one `cmd/mix`; a whole mix of 64 channels has 321. */
export const MAX_SET = 1024;

/** Range of the trim, ± dB. */
export const MAX_TRIM_DB = 24;
/** Range of the compensation, ± dB: trim from one end to the other. */
export const MAX_COMPENSATION_DB = 2 * MAX_TRIM_DB;

/** Inputs that a musician may call their own. */
export const MAX_OWN = 16;
/** Channel groups of one device. */
export const MAX_GROUPS = 16;
/** Presets of one device, and of all. */
export const MAX_PRESETS = 100;
export const MAX_ALL_PRESETS = 4000;
/** Songs of the setlist. */
export const MAX_SONGS = 200;

/** The engineer's snapshots, and the sound cards whose mixes the box keeps. */
export const MAX_SCENES = 30;
export const MAX_CARDS = 8;

/** Sessions of the box, and of one musician. */
export const MAX_SESSIONS = 64;
export const MAX_OWN_SESSIONS = 2;
export const MAX_PARTICIPANTS = 96;
/** Messages that a session keeps for participants who join late. */
export const MAX_MESSAGES = 200;
/** Messages outside of sessions that the box keeps, and those of one musician. */
export const MAX_DIRECT = 200;
export const MAX_OWN_DIRECT = 20;
/** Open requests of one musician, and of all; an engineer cannot read more. */
export const MAX_REQUESTS = 20;
export const MAX_ALL_REQUESTS = 200;
