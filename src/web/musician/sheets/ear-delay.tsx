/** The delay to the ear that this device measured with its microphone, and the button that measures it. */
import { ago } from '../../engineer/ago.js';
import { figure, t } from '../../i18n/language.js';
import type { ListenState } from '../../listen/listener-api.js';
import { usePage } from '../../model/page-context.js';

const FAILURES = {
  denied: 'earDenied',
  'no-microphone': 'earNoMicrophone',
  interrupted: 'earInterrupted',
  silent: 'earSilent',
  quiet: 'earQuiet',
  few: 'earFew',
  uneven: 'earUneven',
} as const;

export function EarDelay({ state }: { state: ListenState | undefined }) {
  const page = usePage();
  const link = page.access.link.value;
  const ear = link?.me.value?.ear;
  return (
    <div class="stack stack--tight">
      <strong>{t('earTitle')}</strong>
      {link !== undefined && ear != null && (
        <p>
          {t('earMeasured', {
            n: figure(Math.round(ear.ms)),
            spread: figure(Math.round(ear.spreadMs)),
            when: ago(ear.at, link.time.now()),
          })}
        </p>
      )}
      {window.isSecureContext ? <Measure state={state} /> : <p class="quiet small">{t('earSecure')}</p>}
    </div>
  );
}

function Measure({ state }: { state: ListenState | undefined }) {
  const page = usePage();
  const step = page.listening.ear.value;
  // Only the worklet can put chirps at frames that the page knows.
  const ready = state?.status === 'playing' && state.path === 'worklet';
  const measuring = step === 'measuring';
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={!ready || measuring}
        onClick={() => page.listening.measureEar().catch(page.notices.tell)}
      >
        {t(measuring ? 'earMeasuring' : 'earMeasure')}
      </button>
      <div role="status">{!measuring && step !== 'idle' && <p class="problem">{t(FAILURES[step])}</p>}</div>
      <p class="quiet small">{t(ready ? 'earHint' : 'earListenFirst')}</p>
    </>
  );
}
