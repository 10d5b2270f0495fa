/** The radio's budget: how much of the air the listeners take, who takes most, and who found no room. */
import { useEffect } from 'preact/hooks';
import type { RadioAnswer } from '../../../wire/answers.js';
import { airTexts } from '../../i18n/air-texts.js';
import { figure, inLanguage } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { ago } from '../ago.js';
import { useDesk } from '../desk-context.js';
import { type AirRow, airRows } from './air-rows.js';

export function AirCard({ connected }: { connected: BoxLink }) {
  const desk = useDesk();
  useEffect(() => desk.watchRadio(), [desk]);
  const answer = desk.radio.value;
  if (answer === undefined) return null;
  const names = new Map(connected.devices.value.map(({ uuid, displayName }) => [uuid, displayName]));
  const { known, refused } = answer;
  return (
    <section class="card stack stack--tight" aria-label={inLanguage(airTexts.title)}>
      <h2>{inLanguage(airTexts.title)}</h2>
      {known ? <Load answer={answer} /> : <p class="quiet">{inLanguage(airTexts.unknown)}</p>}
      {answer.listeners.length === 0 && <p class="quiet">{inLanguage(airTexts.nobody)}</p>}
      <ul class="list">
        {airRows(answer).map((row) => (
          <Listener key={row.key} row={row} name={names.get(row.device) ?? row.device} limit={100 * answer.limit} />
        ))}
      </ul>
      {refused.length > 0 && (
        <>
          <h3>{inLanguage(airTexts.refused)}</h3>
          <ul class="list small">
            {refused.map(({ device, agoMs, safe }) => (
              <li key={device} class="row row--wrap">
                <bdi class="grow">{names.get(device) ?? device}</bdi>
                {safe && <span class="quiet">{inLanguage(airTexts.refusedSafe)}</span>}
                <span class="quiet">{ago(-agoMs, 0)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Load({ answer: { total, limit, busy } }: { answer: RadioAnswer }) {
  const share = { share: figure(100 * total), limit: figure(100 * limit) };
  return (
    <>
      <dl class="figures-list">
        <dt>{inLanguage(airTexts.taken)}</dt>
        <dd class="figures">{inLanguage(airTexts.takenOf, share)}</dd>
        {busy !== undefined && (
          <>
            <dt>{inLanguage(airTexts.busy)}</dt>
            <dd class="figures">{figure(100 * busy)} %</dd>
          </>
        )}
      </dl>
      <meter
        class="air"
        aria-label={inLanguage(airTexts.taken)}
        min={0}
        max={1}
        high={limit}
        low={0.8 * limit}
        optimum={0}
        value={Math.min(1, total)}
      />
    </>
  );
}

function Listener({ row: { percent, weak, details }, name, limit }: { row: AirRow; name: string; limit: number }) {
  return (
    <li class="air-row">
      <div class="row">
        <bdi class="grow cut">{name}</bdi>
        {weak && <span class="badge concern concern--warn">{inLanguage(airTexts.weak)}</span>}
        {percent !== undefined && <span class="figures">{figure(percent, 1)} %</span>}
      </div>
      {percent !== undefined && (
        <span class="air-row__bar" style={{ width: `${Math.min(100, (100 * percent) / limit)}%` }} />
      )}
      <p class="quiet small">{details.join(' · ')}</p>
    </li>
  );
}
