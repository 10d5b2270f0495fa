/** What the engineer should know: lines in the log that the status also shows. Main thread only. */
import type { Note } from '../../wire/messages.js';
import type { NoteCode } from '../../wire/note-codes.js';

/** Notes kept, the newest. */
const MAX_NOTES = 50;

export class Notes {
  readonly #now: () => number;
  readonly #log: (line: string) => void;
  readonly #list: Note[] = [];
  readonly #followers: (() => void)[] = [];

  constructor(now: () => number, log: (line: string) => void) {
    this.#now = now;
    this.#log = log;
  }

  /** Oldest first. */
  get list(): readonly Note[] {
    return this.#list;
  }

  /** Logs a note and keeps it for the status. */
  readonly note = (code: NoteCode, message: string): void => {
    this.#log(`${code}: ${message}`);
    this.noteWithoutLog(code, message);
  };

  /** Keeps a note for the status that is in the log already. */
  noteWithoutLog(code: NoteCode, message: string): void {
    this.#list.push({ at: this.#now(), code, message });
    if (this.#list.length > MAX_NOTES) this.#list.shift();
    this.changed();
  }

  /** Tells the followers that the status has changed, by a note or otherwise. */
  changed(): void {
    for (const follower of this.#followers) follower();
  }

  /** `follower` is called whenever the status changes. */
  follow(follower: () => void): void {
    this.#followers.push(follower);
  }
}
