/** Codes of what the engineer should know (`notes` of `sb/1/box/status`). The page has words for each. Pure. */
import type { StoreTrouble } from './store/store.js';

export type NoteCode =
  /** The sound part warns: a source, a listener. */
  | 'audio'
  | 'backup_failed'
  /** All places of sound were taken, and some gave theirs to others. */
  | 'crowd'
  /** A small file of the data folder was damaged and made anew. */
  | 'file_damaged'
  | 'mdns'
  | 'names_mended'
  | 'restored'
  /** A setting of the box's own file was left out at the start. */
  | 'setting_left_out'
  | 'store_damaged'
  | 'store_made_anew'
  | 'store_torn'
  | 'wrong_pins'
  /** The box runs in memory, for this reason. */
  | StoreTrouble;

/** Tells the engineer: `message` in English, with the particulars. */
export type TellNote = (code: NoteCode, message: string) => void;
