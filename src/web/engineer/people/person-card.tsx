/** One person at a glance: how well they are served, what they hear, what was changed last. */
import { useMemo } from 'preact/hooks';
import type { Device } from '../../../wire/messages.js';
import { isolate } from '../../i18n/isolate.js';
import { t } from '../../i18n/language.js';
import { Meter } from '../../meter/meter.js';
import type { BoxLink } from '../../model/box-link.js';
import { mixOf } from '../../model/people/shared-mixes.js';
import { lineOf } from '../../musician/sheets/history-sheet.js';
import { busMeter, LimiterLight } from '../../strip/master.js';
import { ago } from '../ago.js';
import { useDesk } from '../desk-context.js';
import { CueButton, DetailsButton, LockButton, lockOf, OpenMixButton } from './person-buttons.js';
import { Served } from './served.js';

export function PersonCard({
  device,
  connected,
  here,
}: {
  device: Device;
  connected: BoxLink;
  /** They have a place among those who are here; their link may have broken just now. */
  here: boolean;
}) {
  const desk = useDesk();
  const source = useMemo(() => busMeter(connected.meters, device.uuid), [connected, device.uuid]);
  const listener = desk.health.value?.listeners.find((one) => one.device === device.uuid);
  const { audio, native } = device.connections;
  const lock = lockOf(device, connected);
  // A client of native protocol 2 gets the raw channels: the box makes no mix whose level it could show.
  const bus = audio || (native && device.verified);
  return (
    <li class={`person${here ? '' : ' person--away'}`}>
      <div class="row">
        <span class={`dot${device.active && connected.reached.value ? '' : ' dot--off'}`} />
        <h3 class="grow">
          {device.displayName}
          {device.uuid === connected.uuid && <span class="badge badge--accent">{t('you')}</span>}
          {device.role === 'engineer' && <span class="badge">{t('roleEngineer')}</span>}
          {!device.verified && <span class="badge">{t('unverified')}</span>}
        </h3>
        <DetailsButton
          name={device.displayName}
          onOpen={() => {
            desk.openPerson.value = device.uuid;
          }}
        />
        <LockButton device={device} connected={connected} />
      </div>
      {lock !== null && <p class="small">{t(lock === 'engineer' ? 'lockEngineer' : 'lockNobody')}</p>}
      {device.mirrors !== null && (
        <p class="small">{t('sharesMixOf', { name: connected.device(device.mirrors)?.displayName ?? '' })}</p>
      )}
      {here && <Served device={device} listener={listener} connected={connected} />}
      {bus ? (
        <div class="row person__bus">
          <Meter class="person__meter grow" wide bars={2} source={source} />
          <LimiterLight meters={connected.meters} uuid={device.uuid} />
        </div>
      ) : (
        <p class="quiet small person__bus">{hearingWords(device, connected.time.now())}</p>
      )}
      <LastChange device={device} connected={connected} />
      <div class="row">
        <OpenMixButton device={device} connected={connected} />
        <CueButton device={device} connected={connected} />
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
  const entry = desk.lastChanges.value.get(mixOf(device));
  if (entry === undefined) return null;
  const names = new Map(connected.channels.value.map((channel) => [channel.index, channel.name]));
  const what = lineOf(entry, (ch) => names.get(ch) ?? `${ch + 1}`);
  return (
    <p class="quiet small cut">
      {entry.by === mixOf(device) ? what : `${isolate(entry.name)}: ${what}`} · {ago(entry.at, connected.time.now())}
    </p>
  );
}
