/** The last words in a session, for an engineer who need not be in it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionMessage } from '../../wire/messages.js';
import { topics } from '../../wire/topics.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';

/** Shown at most. */
const LAST = 5;

export function SaidInSession({ id, connected }: { id: string; connected: BoxLink }) {
  const { band } = usePage();
  const heard = useSignal<readonly SessionMessage[]>([]);
  const mine = band.id.value === id;
  useEffect(() => {
    // The page itself follows the session that it is in.
    if (mine) return undefined;
    const ends = [
      connected.watch(topics.message(id), (message) => {
        heard.value = [...heard.peek(), message];
      }),
      connected.watch(topics.messages(id), ({ messages }) => {
        heard.value = messages;
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [connected, id, mine, heard]);
  const last = (mine ? band.messages.value : heard.value).slice(-LAST);
  if (last.length === 0) return null;
  return (
    <ul class="list small" aria-live="polite">
      {last.map(({ n, by, name, kind, text, at }) => (
        <li key={n} class={`list__item${kind === 'cue' ? ' cue' : ''}`}>
          <span class="grow">
            <strong>{by === connected.uuid ? t('you') : name}</strong> <bdi>{text}</bdi>
          </span>
          <time class="quiet small figures">{connected.time.timeOfDay(at)}</time>
        </li>
      ))}
    </ul>
  );
}
