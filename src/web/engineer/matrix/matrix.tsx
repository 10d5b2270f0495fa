/** Musicians × inputs: who hears what, and how loud, as colours and figures. Each musician is a column. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Device } from '../../../wire/messages.js';
import { stepGain } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import { ChannelIcon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { type StripInfo, stripsOf } from '../../model/mix/strips.js';
import { usePage } from '../../model/page-context.js';
import { stripColours } from '../../strip/strip.js';
import { openMix } from '../people/person-buttons.js';
import { found } from '../people/search.js';
import { Cell } from './cell.js';
import { ColumnHead } from './column-head.js';
import { InputSheet } from './input-sheet.js';
import { actionOf, focusCell, neighbour } from './matrix-keys.js';

/** dB that a key moves a level. */
const STEP_DB = 0.5;

export function Matrix({ people, query, connected }: { people: readonly Device[]; query: string; connected: BoxLink }) {
  const page = usePage();
  const table = useRef<HTMLTableElement>(null);
  const opened = useSignal<number | undefined>(undefined);
  const all = stripsOf(connected.channels.value, connected.channelOrder.value, []);
  // A query is the name of a musician or of an input: what it does not name stays whole.
  const columns = orAll(
    found(people, query, ({ displayName }) => displayName),
    people,
  );
  const rows = orAll(
    found(all, query, ({ name }) => name),
    all,
  );
  const strip = all.find(({ ch }) => ch === opened.value);
  const onKey = (event: KeyboardEvent) => {
    const cell = (event.target as Element).closest<HTMLTableCellElement>('td');
    const action = actionOf(event);
    if (cell === null || action === undefined || table.current === null) return;
    event.preventDefault();
    const { uuid = '', ch = '' } = cell.dataset;
    if (action.type === 'move') focusCell(table.current, neighbour(table.current, cell, action));
    else if (action.type === 'open') openMix(page, connected, uuid);
    else if (action.type === 'step') nudge(connected, uuid, Number(ch), action.way * STEP_DB);
    else toggleMute(connected, uuid, Number(ch));
  };
  const onTap = (event: MouseEvent) => {
    const ch = (event.target as Element).closest<HTMLTableCellElement>('td.cell')?.dataset.ch;
    if (ch !== undefined) opened.value = Number(ch);
  };
  return (
    <div class="matrix">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table with cells that react */}
      <table ref={table} role="grid" aria-label={t('matrixLabel')} onKeyDown={onKey} onClick={onTap}>
        <thead>
          <tr>
            <td class="matrix__corner" />
            {columns.map((device) => (
              <ColumnHead key={device.uuid} device={device} connected={connected} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.ch} style={stripColours(row)}>
              <RowHead
                strip={row}
                onOpen={() => {
                  opened.value = row.ch;
                }}
              />
              {columns.map((device, column) => (
                <Cell
                  key={device.uuid}
                  mix={connected.mix(device.uuid)}
                  strip={row}
                  name={device.displayName}
                  mine={device.own.includes(row.ch)}
                  first={at === 0 && column === 0}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {strip !== undefined && (
        <InputSheet
          strip={strip}
          people={people}
          connected={connected}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

const orAll = <T,>(some: readonly T[], all: readonly T[]): readonly T[] => (some.length === 0 ? all : some);

function RowHead({ strip, onOpen }: { strip: StripInfo; onOpen: () => void }) {
  return (
    <th scope="row" class="matrix__row">
      <button type="button" class="matrix__input" onClick={onOpen}>
        <span class="matrix__tile">
          <ChannelIcon icon={strip.icon} />
        </span>
        <span class="cut">{strip.name}</span>
        <span class="visually-hidden">{t('whoHearsIt')}</span>
      </button>
    </th>
  );
}

/** Moves one input in somebody's mix. */
function nudge(connected: BoxLink, uuid: string, ch: number, stepDb: number): void {
  const mix = connected.mix(uuid);
  mix.setChannel(ch, 'gain', stepGain(mix.gain(ch).peek(), stepDb));
}

function toggleMute(connected: BoxLink, uuid: string, ch: number): void {
  const mix = connected.mix(uuid);
  mix.setChannel(ch, 'mute', !mix.flag('mute', ch).peek());
}
