/** Everyone at a glance: who is on, how well they are served, what they hear, and what they ask for. */
import { useEffect, useMemo } from 'preact/hooks';
import type { ListenerHealth } from '../../wire/answers.js';
import type { Ask, Device } from '../../wire/messages.js';
import { isolate } from '../i18n/isolate.js';
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import { askInMyLanguage } from '../model/ask-words.js';
import type { BoxLink } from '../model/box-link.js';
import { isOn } from '../model/listening.js';
import { usePage } from '../model/page-context.js';
import { gradeText } from '../musician/listen-words.js';
import { lineOf } from '../musician/sheets/history-sheet.js';
import { busMeter, LimiterLight } from '../strip/master.js';
import { ago } from './ago.js';
import { useDesk } from './desk-context.js';
import { deviceWords } from './device-words.js';
import { qualityOf } from './health.js';
import { PersonSheet } from './person-sheet.js';
import { servedWords } from './served-words.js';

export function People({ connected }: { connected: BoxLink }) {
  const desk = useDesk();
  useEffect(() => desk.watchChanges(), [desk]);
  useEffect(() => desk.watchRadio(), [desk]);
  const opened = desk.openPerson;
  const { value: devices } = connected.devices;
  const present = devices.filter((device) => device.active);
  const absent = devices.filter((device) => !device.active);
  return (
    <div class="stack">
      <Asks connected={connected} />
      <h2>{t(connected.away.value ? 'peopleWereHere' : 'peopleHere', { n: present.length })}</h2>
      <ul class="people">
        {present.map((device) => (
          <Person key={device.uuid} device={device} connected={connected} />
        ))}
      </ul>
      {absent.length > 0 && <h2>{t('peopleAway', { n: absent.length })}</h2>}
      <ul class="people">
        {absent.map((device) => (
          <Person key={device.uuid} device={device} connected={connected} />
        ))}
      </ul>
      {opened.value !== undefined && (
        <PersonSheet
          key={opened.value}
          uuid={opened.value}
          connected={connected}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

function Asks({ connected }: { connected: BoxLink }) {
  const page = usePage();
  const asks = connected.asks.value;
  if (asks.length === 0) return null;
  const away = !connected.reached.value;
  const answer = (ask: Ask, action: 'accept' | 'decline') =>
    connected.command(`ask/${ask.uuid}`, { action, id: ask.id }).catch(page.notices.tell);
  return (
    <section class="card stack stack--tight" aria-label={t('asksTitle')}>
      <h2>{t('asksTitle')}</h2>
      <ul class="list" aria-live="polite">
        {asks.map((ask) => (
          <li key={ask.id} class="row row--wrap ask">
            <span class="grow">
              <strong>{ask.name}</strong> <bdi>{askInMyLanguage(ask.text)}</bdi>
            </span>
            <button type="button" class="button button--main" disabled={away} onClick={() => answer(ask, 'accept')}>
              <Icon name="check" size={20} />
              {t('accept')}
            </button>
            <button
              type="button"
              class="button button--icon"
              disabled={away}
              aria-label={t('declineOf', { name: ask.name })}
              onClick={() => answer(ask, 'decline')}
            >
              <Icon name="close" size={20} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Person({ device, connected }: { device: Device; connected: BoxLink }) {
  const desk = useDesk();
  const page = usePage();
  const source = useMemo(() => busMeter(connected.meters, device.uuid), [connected, device.uuid]);
  const listener = desk.health.value?.listeners.find((one) => one.device === device.uuid);
  const { audio, native } = device.connections;
  // A client of native protocol 2 gets the raw channels: the box makes no mix whose level it could show.
  const bus = audio || (native && device.verified);
  const hearing = isOn(page.listening.state.value) && (page.listening.cue.value ?? connected.uuid) === device.uuid;
  return (
    <li class={`person${device.active ? '' : ' person--away'}`}>
      <div class="row">
        <span class={`dot${device.active && connected.reached.value ? '' : ' dot--off'}`} />
        <h3 class="grow">
          {device.displayName}
          {device.uuid === connected.uuid && <span class="badge badge--accent">{t('you')}</span>}
          {device.role === 'engineer' && <span class="badge">{t('roleEngineer')}</span>}
          {!device.verified && <span class="badge">{t('unverified')}</span>}
        </h3>
        <button
          type="button"
          class="button button--plain button--icon"
          aria-label={t('detailsOf', { name: device.displayName })}
          onClick={() => {
            desk.openPerson.value = device.uuid;
          }}
        >
          <Icon name="gear" size={20} />
        </button>
        <button
          type="button"
          class={`button button--icon ${device.lock === null ? 'button--plain' : ''}`}
          aria-pressed={device.lock !== null}
          aria-label={t('lockMixOf', { name: device.displayName })}
          onClick={() =>
            connected
              .command(`device/${device.uuid}`, { action: 'lock', lock: device.lock === null ? 'engineer' : null })
              .catch(page.notices.tell)
          }
        >
          <Icon name={device.lock === null ? 'unlock' : 'lock'} size={20} />
        </button>
      </div>
      {device.lock !== null && <p class="small">{t(device.lock === 'engineer' ? 'lockEngineer' : 'lockNobody')}</p>}
      {device.active ? <Served device={device} listener={listener} connected={connected} /> : null}
      {bus ? (
        <div class="row">
          <Meter class="person__meter grow" wide bars={2} source={source} />
          <LimiterLight meters={connected.meters} uuid={device.uuid} />
        </div>
      ) : (
        <p class="quiet small">{hearingWords(device, connected.time.now())}</p>
      )}
      <LastChange device={device} connected={connected} />
      <div class="row">
        <button
          type="button"
          class="button grow"
          onClick={() => (device.uuid === connected.uuid ? page.screen.go('mix') : page.screen.goToMix(device.uuid))}
        >
          <Icon name="sliders" size={20} />
          {t('openMix')}
          <span class="visually-hidden">{device.displayName}</span>
        </button>
        <button
          type="button"
          class="button grow"
          aria-pressed={hearing}
          onClick={() => page.listening.listenTo(hearing || device.uuid === connected.uuid ? undefined : device.uuid)}
        >
          <Icon name="headphones" size={20} />
          {t(hearing ? 'cueOn' : 'cue')}
          <span class="visually-hidden">{device.displayName}</span>
        </button>
      </div>
    </li>
  );
}

/** For a device whose mix the box does not make now. */
function hearingWords({ active, connections, lastSeen }: Device, now: number): string {
  if (!active) return t('lastSeen', { when: ago(lastSeen, now) });
  return t(connections.native ? 'mixesItself' : 'notListening');
}

/** The last change of this mix, with its author unless it was the musician. */
function LastChange({ device, connected }: { device: Device; connected: BoxLink }) {
  const desk = useDesk();
  const entry = desk.lastChanges.value.get(device.uuid);
  if (entry === undefined) return null;
  const names = new Map(connected.channels.value.map((channel) => [channel.index, channel.name]));
  const what = lineOf(entry, (ch) => names.get(ch) ?? `${ch + 1}`);
  return (
    <p class="quiet small cut">
      {entry.by === device.uuid ? what : `${isolate(entry.name)}: ${what}`} · {ago(entry.at, connected.time.now())}
    </p>
  );
}

function Served({
  device,
  listener,
  connected,
}: {
  device: Device;
  listener: ListenerHealth | undefined;
  connected: BoxLink;
}) {
  const desk = useDesk();
  const parts: string[] = [
    deviceWords(device.userAgent) || t(device.type === 'web' ? 'typeWeb' : 'typeNative'),
    device.address,
  ];
  if (listener !== undefined && listener.mix !== device.uuid)
    parts.push(
      t('hearsMixOf', { name: connected.devices.value.find(({ uuid }) => uuid === listener.mix)?.displayName ?? '?' }),
    );
  const air = desk.radio.value?.listeners.find((one) => one.device === device.uuid && one.kind === listener?.kind);
  const served = listener && servedWords(listener, air, desk.madeUp.value.get(device.uuid) ?? 0);
  const quality = listener === undefined ? undefined : qualityOf(listener, desk.recentLoss.value.get(device.uuid) ?? 0);
  return (
    <p class="quiet small row row--wrap" style={{ gap: '8px' }}>
      {quality !== undefined && (
        <span class={`badge quality quality--${quality}`}>
          <Icon name="wifi" size={14} />
          {t(`quality_${quality}`)}
        </span>
      )}
      {served?.delay !== undefined && (
        <span class="figures">
          <span class={`delay-mark delay-mark--${served.delay.grade}`} title={gradeText(served.delay.grade)} />
          {served.delay.text}
        </span>
      )}
      <span class="cut">{parts.filter((part) => part !== '').join(' · ')}</span>
      {served !== undefined && <span>{served.details.join(' · ')}</span>}
    </p>
  );
}
