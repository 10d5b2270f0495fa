/** Messages; and sessions with their QR codes and what is said in them. */
import { useSignal } from '@preact/signals';
import type { SessionSummary } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { BoxLink } from '../model/box-link.js';
import { usePage } from '../model/page-context.js';
import { AddLine } from '../shell/add-line.js';
import { MessageField } from '../shell/message-field.js';
import { QrPicture } from '../shell/qr-picture.js';
import { Sure } from '../shell/sure.js';
import { Messages } from './messages.js';
import { SaidInSession } from './said-in-session.js';

export function Sessions({ connected }: { connected: BoxLink }) {
  return (
    <div class="stack">
      <Messages connected={connected} />
      <h2>{t('sessionsTitle')}</h2>
      <p class="quiet">{t('sessionsHint')}</p>
      <AddLine
        label={t('sessionName')}
        button={t('newSession')}
        maxLength={40}
        mayBeEmpty
        onAdd={(name) => connected.command('session', { action: 'create', name: name || undefined })}
      />
      <ul class="people">
        {connected.sessions.value.map((session) => (
          <Session key={session.id} session={session} connected={connected} />
        ))}
      </ul>
    </div>
  );
}

function Session({ session, connected }: { session: SessionSummary; connected: BoxLink }) {
  const page = usePage();
  const text = useSignal('');
  const say = async (action: 'message' | 'cue') => {
    await connected.command(`session/${session.id}`, { action: 'join' });
    await connected.command(`session/${session.id}`, { action, text: text.value.trim() });
    text.value = '';
    page.notices.notify(t('sent'));
  };
  return (
    <li class="person">
      <div class="row row--wrap">
        <QrPicture src={`/api/sessions/${session.id}/qr.svg`} alt={t('qrOf', { id: session.id })} />
        <div class="grow">
          <div class="session-code">{session.id}</div>
          {!session.name.includes(session.id) && <p>{session.name}</p>}
          <span class="badge">{t('peopleCount', { n: session.count })}</span>
        </div>
      </div>
      <SaidInSession id={session.id} connected={connected} />
      <MessageField label={t('messageTo', { name: session.name || session.id })} text={text} />
      <div class="row">
        <button
          type="button"
          class="button grow"
          disabled={text.value.trim() === ''}
          onClick={() => say('message').catch(page.notices.tell)}
        >
          <Icon name="message" size={20} />
          {t('send')}
        </button>
        <button
          type="button"
          class="button grow"
          disabled={text.value.trim() === ''}
          onClick={() => say('cue').catch(page.notices.tell)}
        >
          <Icon name="alert" size={20} />
          {t('sendCue')}
        </button>
        <Sure
          danger
          text={t('closeSession')}
          onSure={() => connected.command(`session/${session.id}`, { action: 'close' }).catch(page.notices.tell)}
        />
      </div>
    </li>
  );
}
