/** Musicians × inputs: who hears what, and how loud, as colours and figures. Each musician is a column. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../i18n/language.js';
import { ChannelIcon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { type StripInfo, stripsOf } from '../../model/mix/strips.js';
import { usePage } from '../../model/page-context.js';
import type { SharedMix } from '../../model/people/shared-mixes.js';
import { stripColours } from '../../strip/strip.js';
import { found } from '../people/search.js';
import { Cell } from './cell.js';
import { ColumnHead } from './column-head.js';
import { oneTabStop } from './grid-focus.js';
import { InputSheet } from './input-sheet.js';
import { MatrixHand } from './matrix-hand.js';

export function Matrix({
  mixes,
  query,
  connected,
}: {
  mixes: readonly SharedMix[];
  query: string;
  connected: BoxLink;
}) {
  const page = usePage();
  const table = useRef<HTMLTableElement>(null);
  const opened = useSignal<number | undefined>(undefined);
  const all = stripsOf(connected.channels.value, connected.channelOrder.value, []);
  // A query is the name of a musician or of an input: what it does not name stays whole.
  const columns = orAll(found(mixes, query, namesIn), mixes);
  const rows = orAll(
    found(all, query, ({ name }) => name),
    all,
  );
  const strip = all.find(({ ch }) => ch === opened.value);
  useEffect(() => {
    if (table.current !== null) oneTabStop(table.current);
  });
  const hand = useMemo(() => new MatrixHand(page, connected), [page, connected]);
  const onTap = (event: MouseEvent) => {
    const ch = (event.target as Element).closest<HTMLTableCellElement>('td.cell')?.dataset.ch;
    if (ch !== undefined) opened.value = Number(ch);
  };
  return (
    <div class="matrix">
      {/* The rows are no table rows for the style sheet, so some browsers would forget their roles. */}
      <table ref={table} role="grid" aria-label={t('matrixLabel')} onKeyDown={hand.key} onClick={onTap}>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader" class="matrix__corner">
              <span class="visually-hidden">{t('channels')}</span>
            </th>
            {columns.map((mix) => (
              <ColumnHead key={mix.owner.uuid} mix={mix} connected={connected} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.ch} role="row" style={stripColours(row)}>
              <RowHead
                strip={row}
                onOpen={() => {
                  opened.value = row.ch;
                }}
              />
              {columns.map(({ owner }) => (
                <Cell
                  key={owner.uuid}
                  mix={connected.mix(owner.uuid)}
                  strip={row}
                  name={owner.displayName}
                  mine={owner.own.includes(row.ch)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {strip !== undefined && (
        <InputSheet
          strip={strip}
          people={mixes.map(({ owner }) => owner)}
          connected={connected}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

/** The phones that play the mix are found, too. */
const namesIn = ({ owner, phones }: SharedMix): string =>
  [owner, ...phones].map(({ displayName }) => displayName).join(' ');

const orAll = <T,>(some: readonly T[], all: readonly T[]): readonly T[] => (some.length === 0 ? all : some);

function RowHead({ strip, onOpen }: { strip: StripInfo; onOpen: () => void }) {
  return (
    <th scope="row" role="rowheader" class="matrix__row">
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
