/** Messages with the engineers; in somebody else's mix, those with that person. Opening the list is reading it. */
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/language.js';
import { usePage } from '../../model/page-context.js';
import { AddLine } from '../../shell/add-line.js';
import { MessageList } from '../../shell/message-list.js';
import { Sheet } from '../../shell/sheet.js';

export function MessagesSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  const { inbox, shown } = page;
  const unseen = inbox.unseen.value;
  useEffect(() => inbox.see(unseen), [inbox, unseen]);
  if (connected === undefined) return null;
  const person = shown.mine.value ? undefined : shown.device.value;
  const messages = inbox.messages.value.filter(
    ({ by, to }) => person === undefined || by === person.uuid || to?.includes(person.uuid) === true,
  );
  const engineer = page.identity.isEngineer.value;
  return (
    <Sheet title={shown.titled(t('messages'))} onClose={page.screen.closeSheet}>
      <div class="stack">
        <MessageList messages={messages} connected={connected} />
        <AddLine
          label={
            person === undefined
              ? t(engineer ? 'messageToAll' : 'messageToDesk')
              : t('messageFor', { name: person.displayName })
          }
          button={t('send')}
          maxLength={300}
          onAdd={(text) =>
            connected.command('message', {
              action: 'send',
              text,
              ...(person === undefined ? {} : { to: [person.uuid] }),
            })
          }
        />
      </div>
    </Sheet>
  );
}
