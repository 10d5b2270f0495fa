/** Messages outside of sessions, newest last, with their receipts. */
import type { DirectMessage } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';

export function MessageList({ messages, connected }: { messages: readonly DirectMessage[]; connected: BoxLink }) {
  if (messages.length === 0) return <p class="quiet">{t('noMessages')}</p>;
  return (
    <ul class="list messages" aria-label={t('messages')} aria-live="polite">
      {messages.map((message) => (
        <li key={message.id} class={`list__item${message.alert ? ' cue' : ''}`}>
          <span class="grow">
            <strong>{message.by === connected.uuid ? t('you') : message.name}</strong>{' '}
            <span class="quiet small">{addressees(message, connected)}</span>
            <br />
            <bdi>{message.text}</bdi>
            <Receipts message={message} connected={connected} />
          </span>
          <time class="quiet small figures">{connected.time.timeOfDay(message.at)}</time>
        </li>
      ))}
    </ul>
  );
}

const nameOf = (connected: BoxLink, uuid: string): string =>
  uuid === connected.uuid ? t('you') : (connected.device(uuid)?.displayName ?? t('somebody'));

const namesOf = (connected: BoxLink, uuids: readonly string[]): string =>
  uuids.map((uuid) => nameOf(connected, uuid)).join(', ');

function addressees({ to }: DirectMessage, connected: BoxLink): string {
  return to === null ? t('toEngineers') : t('toWhom', { names: namesOf(connected, to) });
}

/** Who has seen it, and who has not. A message to the engineers has no list of those who have not. */
function Receipts({ message: { to, seen }, connected }: { message: DirectMessage; connected: BoxLink }) {
  const saw = seen.map(({ uuid }) => uuid);
  const missing = (to ?? []).filter((uuid) => !saw.includes(uuid));
  return (
    <span class="messages__receipts quiet small">
      {saw.length > 0 && <span>{t('seenBy', { names: namesOf(connected, saw) })}</span>}
      {missing.length > 0 && <span>{t('notSeenBy', { names: namesOf(connected, missing) })}</span>}
    </span>
  );
}
