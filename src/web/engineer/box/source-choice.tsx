/** The sound card. Another one asks first and says what moves: mixes and stars belong to an input's number. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SourceChanged, SourceChoice, SourcesAnswer } from '../../../wire/answers.js';
import { topics } from '../../../wire/topics.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { usePage } from '../../model/page-context.js';
import { Field } from '../../shell/controls.js';

/** A card may take half a minute to close or to open; the box waits that long for it, ms. */
const CHANGE_MS = 65_000;

export function SourcePick({ sources, current, connected }: SourcesAnswer & { connected: BoxLink }) {
  const page = usePage();
  const now = useSignal(current);
  const wanted = useSignal<SourceChoice | undefined>(undefined);
  useEffect(() => connected.watch(topics.boxInfo(), (info) => page.access.noteBox(info)), [connected, page]);
  const change = (spec: string) => {
    wanted.value = undefined;
    page.api.json<SourceChanged>('POST', '/api/source', { spec }, CHANGE_MS).then(({ source }) => {
      now.value = spec;
      page.notices.notify(t('sourceNow', { name: source }));
    }, page.notices.tell);
  };
  const known = sources.some(({ spec }) => spec === now.value);
  return (
    <div class="stack stack--tight">
      <Field label={t('soundCard')}>
        <select
          class="input"
          value={wanted.value?.spec ?? now.value}
          onChange={(event) => {
            const picked = sources.find(({ spec }) => spec === event.currentTarget.value);
            wanted.value = picked?.spec === now.value ? undefined : picked;
          }}
        >
          {!known && <option value={now.value}>{now.value}</option>}
          {sources.map((source) => (
            <option key={source.spec} value={source.spec}>
              {source.label}
            </option>
          ))}
        </select>
      </Field>
      {wanted.value !== undefined && (
        <SourceQuestion
          wanted={wanted.value}
          connected={connected}
          onChange={change}
          onKeep={() => {
            wanted.value = undefined;
          }}
        />
      )}
    </div>
  );
}

function SourceQuestion({
  wanted: { spec, label, inputs, kept = false },
  connected,
  onChange,
  onKeep,
}: {
  wanted: SourceChoice;
  connected: BoxLink;
  onChange: (spec: string) => void;
  onKeep: () => void;
}) {
  const page = usePage();
  const channels = connected.channels.value;
  const names = new Map(channels.map(({ index, name }) => [index, name]));
  const starred = connected.devices.value.filter(({ own }) => own.length > 0);
  return (
    <section class="card stack stack--tight" aria-label={t('sourceAsk', { name: label })}>
      <strong>{t('sourceAsk', { name: label })}</strong>
      <p>{t(kept ? 'sourceBack' : 'sourceMoves')}</p>
      <p>{t('sourceKept', { name: page.access.box.value?.source ?? '' })}</p>
      {inputs !== undefined && inputs < channels.length && (
        <p class="problem">{t('sourceFewer', { from: inputs + 1, to: channels.length, n: inputs })}</p>
      )}
      {starred.length > 0 && !kept && (
        <ul class="list small" aria-label={t('sourceStars')}>
          {starred.map(({ uuid, displayName, own }) => (
            <li key={uuid}>
              <strong>{displayName}</strong>{' '}
              {own.map((ch) => t('sourceStar', { n: ch + 1, name: names.get(ch) ?? '–' })).join(', ')}
            </li>
          ))}
        </ul>
      )}
      <div class="row row--wrap">
        <button type="button" class="button grow" onClick={onKeep}>
          {t('sourceKeep')}
        </button>
        <button type="button" class="button button--danger grow" onClick={() => onChange(spec)}>
          {t('sourceChange')}
        </button>
      </div>
    </section>
  );
}
