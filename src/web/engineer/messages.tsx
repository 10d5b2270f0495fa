/** The desk's messages: to one, to some, to all; with receipts, and what the musicians answer. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { MessageField } from '../shell/message-field.js';
import { MessageList } from '../shell/message-list.js';

export function Messages({ connected }: { connected: BoxLink }) {
  const { inbox } = usePage();
  const unseen = inbox.unseen.value;
  useEffect(() => inbox.see(unseen), [inbox, unseen]);
  return (
    <section class="card stack" aria-label={t('messages')}>
      <h2>{t('messages')}</h2>
      <Compose connected={connected} />
      <MessageList messages={[...inbox.messages.value].reverse()} connected={connected} />
    </section>
  );
}

function Compose({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const text = useSignal('');
  const to = useSignal<readonly string[]>([]);
  const words = text.value.trim();
  const send = (alert: boolean) =>
    connected
      .command('message', { action: 'send', text: words, alert, ...(to.value.length > 0 ? { to: to.value } : {}) })
      .then(() => {
        if (text.value.trim() === words) text.value = '';
        page.notices.notify(t('sent'));
      }, page.notices.tell);
  return (
    <form
      class="stack stack--tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (words !== '') void send(false);
      }}
    >
      <Recipients to={to} connected={connected} />
      <MessageField label={t('message')} text={text} />
      <div class="row">
        <button type="submit" class="button button--main grow" disabled={words === ''}>
          <Icon name="message" size={20} />
          {t('send')}
        </button>
        <button type="button" class="button grow" disabled={words === ''} onClick={() => void send(true)}>
          <Icon name="alert" size={20} />
          {t('sendCue')}
        </button>
      </div>
    </form>
  );
}

/** Everybody, or those who are picked. */
function Recipients({ to, connected }: { to: Signal<readonly string[]>; connected: BoxLink }) {
  const people = connected.devices.value.filter(
    ({ uuid, active }) => uuid !== connected.uuid && (active || to.value.includes(uuid)),
  );
  return (
    <fieldset class="recipients" aria-label={t('recipients')}>
      <button
        type="button"
        class="recipient"
        aria-pressed={to.value.length === 0}
        onClick={() => {
          to.value = [];
        }}
      >
        {t('everybody')}
      </button>
      {people.map(({ uuid, displayName }) => (
        <button
          key={uuid}
          type="button"
          class="recipient"
          aria-pressed={to.value.includes(uuid)}
          onClick={() => {
            to.value = to.value.includes(uuid) ? to.value.filter((other) => other !== uuid) : [...to.value, uuid];
          }}
        >
          {displayName}
        </button>
      ))}
    </fieldset>
  );
}
