/** The page that tries a phone: one button, a row for each figure, and a report to save. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { OwnLanguage as Language } from '../i18n/language.js';
import { triedTexts } from '../i18n/tried-texts.js';
import { saveFile } from '../shell/save-file.js';
import { copyText } from './copy-text.js';
import { type Row, rowsOf } from './judge.js';
import { reportName, reportText } from './report.js';
import { type Blanks, type Pair, say } from './say.js';
import type { TriedState } from './tried-state.js';

interface Props {
  readonly state: TriedState;
  readonly language: Language;
  readonly build: string;
}

export function TriedPage({ state, language, build }: Props) {
  const words = (text: Pair, blanks?: Blanks) => say({ text, blanks }, language);
  const phase = state.phase.value;
  const { done, all } = state.progress.value;
  return (
    <main class="tried stack">
      <h1>{words(triedTexts.title)}</h1>
      <p>{words(triedTexts.intro)}</p>
      <p class="quiet small">{words(triedTexts.private)}</p>
      <button
        type="button"
        class="button button--main button--tall button--wide"
        disabled={phase === 'running'}
        onClick={() => void state.start()}
      >
        {words(phase === 'done' ? triedTexts.again : triedTexts.start)}
      </button>
      <p role="status">
        {phase === 'running' && words(triedTexts.running, { done: done + 1, all })}
        {phase === 'done' && words(triedTexts.done)}
      </p>
      {phase === 'done' && <Away state={state} language={language} />}
      {phase === 'done' && <Report state={state} language={language} build={build} />}
      {phase !== 'idle' && (
        <section class="stack stack--tight" aria-label={words(triedTexts.results)}>
          <h2>{words(triedTexts.results)}</h2>
          <ul class="list">
            {rowsOf(state.findings.value).map((row) => (
              <ResultRow key={row.id} row={row} language={language} />
            ))}
          </ul>
        </section>
      )}
      <a class="button button--outline" href="/">
        {words(triedTexts.back)}
      </a>
    </main>
  );
}

function ResultRow({ row, language }: { row: Row; language: Language }) {
  const { title, grade, value, sentence } = row;
  const words = (text: Pair) => say({ text }, language);
  return (
    <li class={`tried__row tried__row--${grade}`}>
      <strong>{words(title)}</strong>
      <span class="tried__grade">{words(triedTexts[grade])}</span>
      <span class="tried__value figures">{say(value, language)}</span>
      <span class="tried__sentence quiet small">{words(sentence)}</span>
    </li>
  );
}

/** The second step, for who likes. */
function Away({ state, language }: { state: TriedState; language: Language }) {
  const words = (text: Pair) => say({ text }, language);
  const awaits = state.awaits.value;
  return (
    <section class="card stack stack--tight">
      <h2>{words(triedTexts.awayTitle)}</h2>
      <p class="small">{words(triedTexts.awayHint)}</p>
      <button type="button" class="button" disabled={awaits} onClick={() => void state.startAway()}>
        {words(awaits ? triedTexts.awayNow : triedTexts.awayStart)}
      </button>
    </section>
  );
}

function Report({ state, language, build }: Props) {
  const words = (text: Pair) => say({ text }, language);
  const phone = useSignal('');
  const copied = useSignal<boolean | undefined>(undefined);
  const shown = useRef<HTMLTextAreaElement>(null);
  const about = { phone: phone.value, build, at: state.at.value };
  const text = reportText(state.findings.value, about);
  const save = () => saveFile(new Blob([text], { type: 'text/plain;charset=utf-8' }), reportName(about));
  const copy = async () => {
    copied.value = shown.current !== null && (await copyText(text, shown.current));
  };
  return (
    <section class="card stack stack--tight">
      <label class="field">
        <span>{words(triedTexts.phone)}</span>
        <input
          class="input"
          value={phone.value}
          maxLength={60}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            phone.value = currentTarget.value;
          }}
        />
      </label>
      <div class="row row--wrap">
        <button type="button" class="button button--main grow" onClick={save}>
          {words(triedTexts.save)}
        </button>
        <button type="button" class="button grow" onClick={() => void copy()}>
          {words(triedTexts.copy)}
        </button>
      </div>
      <p role="status" class="small">
        {copied.value !== undefined && words(copied.value ? triedTexts.copied : triedTexts.notCopied)}
      </p>
      <label class="field">
        <span>{words(triedTexts.report)}</span>
        <textarea ref={shown} class="input tried__report" readOnly rows={6} value={text} />
      </label>
    </section>
  );
}
