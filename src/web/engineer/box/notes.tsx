/** The box's notes for the engineer, newest first. A tap shows the line of the log. */

import type { BoxStatus } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { ago } from '../ago.js';
import { noteText } from './note-words.js';

type Note = NonNullable<BoxStatus['notes']>[number];

export function Notes({ notes, now }: { notes: readonly Note[]; now: number }) {
  if (notes.length === 0) return null;
  return (
    <>
      <h3>{t('notes')}</h3>
      <ul class="list small notes">
        {[...notes].reverse().map((note) => (
          <li key={`${note.at}${note.code}${note.message}`}>
            <details>
              <summary class="list__item">
                <span class="grow">{noteText(note)}</span>
                <span class="quiet">{ago(note.at, now)}</span>
              </summary>
              <p class="quiet log" lang="en">
                {note.message}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}
