/** The band: sessions on this box, their members, and short messages. */
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { AddLine } from '../../shell/add-line.js';
import { QrPicture } from '../../shell/qr-picture.js';
import { Sheet } from '../../shell/sheet.js';

export function BandSheet() {
  const page = usePage();
  const connected = page.access.link.value;
  if (connected === undefined) return null;
  const joined = page.band.id.value;
  return (
    <Sheet title={t('bandTitle')} onClose={page.screen.closeSheet}>
      {joined !== undefined ? (
        <Joined connected={connected} id={joined} />
      ) : (
        <div class="stack">
          <ul class="list">
            {connected.sessions.value.map((item) => (
              <li key={item.id}>
                <button
                  type="button"
                  class="list__item"
                  onClick={() => page.band.enter(connected, item.id).catch(page.notices.tell)}
                >
                  <span class="grow">
                    <strong>{item.name || item.id}</strong>
                    {item.name !== '' && !item.name.includes(item.id) && <span class="quiet small"> {item.id}</span>}
                  </span>
                  <span class="badge">{t('peopleCount', { n: item.count })}</span>
                </button>
              </li>
            ))}
          </ul>
          <AddLine
            label={t('sessionCode')}
            placeholder="ABC123"
            button={t('joinSession')}
            maxLength={12}
            capitals
            onAdd={(code) => page.band.enter(connected, code)}
          />
          <button
            type="button"
            class="button button--outline"
            onClick={() =>
              connected
                .command('session', { action: 'create' })
                .then((reply) => page.band.enter(connected, String(reply.id)))
                .catch(page.notices.tell)
            }
          >
            <Icon name="plus" />
            {t('newSession')}
          </button>
        </div>
      )}
    </Sheet>
  );
}

function Joined({ connected, id }: { connected: BoxLink; id: string }) {
  const page = usePage();
  return (
    <div class="stack">
      <div class="row row--wrap">
        <QrPicture src={`/api/sessions/${id}/qr.svg`} alt={t('qrOf', { id })} />
        <div class="grow">
          <div class="session-code">{id}</div>
          <p class="quiet small">{t('scanToJoin')}</p>
        </div>
      </div>
      <div class="row row--wrap">
        {page.band.people.value.map((person) => (
          <span key={person.uuid} class="badge">
            <span class={`dot${person.active ? '' : ' dot--off'}`} />
            <bdi>{person.name}</bdi>
            {!person.active && <span class="visually-hidden">{t('absent')}</span>}
          </span>
        ))}
      </div>
      <ul class="list" aria-live="polite">
        {page.band.messages.value.map((message) => (
          <li key={message.n} class={`list__item${message.kind === 'cue' ? ' cue' : ''}`}>
            <span class="grow">
              <strong>{message.by === connected.uuid ? t('you') : message.name}</strong> <bdi>{message.text}</bdi>
            </span>
            <time class="quiet small figures">{connected.time.timeOfDay(message.at)}</time>
          </li>
        ))}
      </ul>
      <AddLine
        label={t('message')}
        button={t('send')}
        maxLength={300}
        onAdd={(text) => connected.command(`session/${id}`, { action: 'message', text })}
      />
      <button type="button" class="button button--plain" onClick={() => page.band.leave(connected, id)}>
        {t('leaveSession')}
      </button>
    </div>
  );
}
