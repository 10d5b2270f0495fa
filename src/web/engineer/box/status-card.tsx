/** How the box is: in words what needs a look, three figures, the notes; everything else under "Details". */
import type { BoxStatus } from '../../../wire/messages.js';
import { figure, hasText, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { codeText } from '../../model/change-words.js';
import { usePage } from '../../model/page-context.js';
import { useDesk } from '../desk-context.js';
import { type Concern, figuresOf, type Reading } from './box-figures.js';
import { Notes } from './notes.js';

/** The three that matter while people play. */
const MAIN: readonly Reading['key'][] = ['figListeners', 'figLatency', 'figUptime'];

export function StatusCard({ connected }: { connected: BoxLink }) {
  const desk = useDesk();
  const page = usePage();
  const status = connected.status.value;
  const readings = figuresOf(desk.health.value);
  const box = page.access.box.value;
  return (
    <section class="card stack stack--tight" aria-label={t('boxState')}>
      <h2>{t('boxState')}</h2>
      <Concerns status={status} readings={readings} />
      <dl class="figures-list">
        <dt>{t('source')}</dt>
        <dd>{box?.source ?? '–'}</dd>
        {readings
          .filter(({ key }) => MAIN.includes(key))
          .map((reading) => (
            <Figure key={reading.key} reading={reading} />
          ))}
      </dl>
      <details>
        <summary class="list__item">{t('numbers')}</summary>
        <dl class="figures-list">
          <dt>{t('aboutBox')}</dt>
          <dd>{box?.name}</dd>
          <dt>{t('aboutVersion')}</dt>
          <dd>{box?.version}</dd>
          <dt>{t('rate')}</dt>
          <dd class="figures">
            {figure((box?.sampleRate ?? 0) / 1000, 1)} kHz · {box?.periodFrames}
          </dd>
          {readings
            .filter(({ key }) => !MAIN.includes(key))
            .map((reading) => (
              <Figure key={reading.key} reading={reading} />
            ))}
        </dl>
      </details>
      <Notes notes={status.notes ?? []} now={connected.time.now()} />
    </section>
  );
}

/** What needs a look, in words; or that nothing does. */
function Concerns({ status, readings }: { status: Partial<BoxStatus>; readings: readonly Reading[] }) {
  const found: (readonly [text: string, concern: Concern])[] = readings.flatMap(({ key, value, concern }) =>
    concern === undefined ? [] : [[`${t(key)}: ${value}`, concern] as const],
  );
  if (status.store?.state === 'trouble') found.unshift([codeText(status.store.code, undefined), 'bad']);
  if (status.source !== undefined && status.source.state !== 'running')
    found.unshift([`${t('source')}: ${sourceText(status.source.state)}`, 'bad']);
  if (found.length === 0)
    return (
      <p class="row">
        <Icon name="check" size={20} />
        <strong class="grow">{t('allWell')}</strong>
      </p>
    );
  return (
    <ul class="list">
      {found.map(([text, concern]) => (
        <li key={text} class="row">
          <span class={`badge concern concern--${concern}`}>
            <Icon name="alert" size={14} />
            {t(concern === 'bad' ? 'concernBad' : 'concernWarn')}
          </span>
          <span class="grow">{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** The source, while it does not run. */
function sourceText(state: string): string {
  const key = `source_${state}`;
  return hasText(key) ? t(key) : t('somethingWrong');
}

function Figure({ reading: { key, value, concern } }: { reading: Reading }) {
  return (
    <>
      <dt>{t(key)}</dt>
      <dd class="figures reading">
        {concern !== undefined && (
          <span class={`badge concern concern--${concern}`}>
            <Icon name="alert" size={14} />
            {t(concern === 'bad' ? 'concernBad' : 'concernWarn')}
          </span>
        )}
        <span>{value}</span>
      </dd>
    </>
  );
}
