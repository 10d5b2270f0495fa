/** Codes of the notes to the engineer (`notes` of `sb/1/box/status`). The page has a text for each. Pure. */

/** Why a store could not write. Replies and the status use the same codes. */
export type StoreTrouble = 'disk_full' | 'read_only' | 'gone' | 'slow' | 'write_failed';

export type NoteCode =
  /** A listener found no room in the air. */
  | 'air_full'
  /** All listeners together take more of the air than they may, with packets as long as may be. */
  | 'air_short'
  /** A warning of the audio side, about a source or a listener. */
  | 'audio'
  | 'backup_failed'
  /** All places of sound were taken, and some listeners were displaced. */
  | 'crowd'
  /** A small file of the data folder was damaged and made again. */
  | 'file_damaged'
  | 'mdns'
  | 'names_mended'
  | 'restored'
  /** The box ignored a setting of its settings file at the start. */
  | 'setting_left_out'
  | 'store_damaged'
  | 'store_made_anew'
  | 'store_torn'
  | 'wrong_pins'
  /** The box keeps changes in memory only, for this reason. */
  | StoreTrouble;

/** Sends a note to the engineer. `message` is English and has the details. */
export type TellNote = (code: NoteCode, message: string) => void;
