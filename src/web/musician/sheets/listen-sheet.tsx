/** The state of listening: the true delay, its parts, the present trouble, and the choices. */
import { figure, t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { secureAddress } from '../../link/carried.js';
import { partsOf, reasonOf } from '../../listen/delay-parts.js';
import type { ListenState } from '../../listen/listener-api.js';
import { secureHelps } from '../../listen/secure.js';
import { usePage } from '../../model/page-context.js';
import { Choice, Switch } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';
import { causeText, gradeText, shownGrade, statusText } from '../listen-words.js';
import { reasonText } from '../reason-words.js';
import { EarDelay } from './ear-delay.js';

export function ListenSheet() {
  const page = usePage();
  const state = page.listening.state.value;
  return (
    <Sheet title={t('listening')} onClose={page.screen.closeSheet}>
      <div class="stack">
        {state?.cause != null && (
          <p class="problem row">
            <Icon name="alert" />
            <span>{causeText(state.cause)}</span>
          </p>
        )}
        {state !== undefined && <Delay state={state} />}
        <EarDelay state={state} />
        <div class="stack stack--tight">
          <strong>{t('floorTitle')}</strong>
          <Choice
            label={t('floorTitle')}
            value={state?.floor ?? 'normal'}
            options={[
              ['low', t('floorLow')],
              ['normal', t('floorNormal')],
              ['safe', t('floorSafe')],
            ]}
            onPick={page.listening.setFloor}
          />
          <p class="quiet small">{t('floorHint')}</p>
        </div>
        <Switch
          label={t('lockScreenTitle')}
          hint={t('lockScreenHint')}
          on={state?.lockScreen === true}
          onChange={page.listening.setLockScreen}
        />
        <SecureOffer state={state} />
        {state !== undefined && (
          <details>
            <summary class="list__item">{t('numbers')}</summary>
            <dl class="figures-list">
              <Row name={t('numPath')} value={state.path ?? '–'} />
              <Row name={t('numBuffer')} value={`${figure(state.fillMs)} / ${figure(state.targetMs)} ms`} />
              <Row name={t('numUnderruns')} value={figure(state.underruns)} />
              <Row name={t('numConcealed')} value={`${figure(state.concealedMs)} ms`} />
              <Row name={t('numLost')} value={`${figure(state.lostMs)} ms`} />
              <Row name={t('numDrift')} value={`${figure(state.ratioPpm)} ppm`} />
            </dl>
          </details>
        )}
      </div>
    </Sheet>
  );
}

/** The delay, what it is made of, and why it is high. */
function Delay({ state }: { state: ListenState }) {
  const grade = shownGrade(state);
  const parts = partsOf(state);
  const reason = reasonOf(state);
  const ms = (value: number) => `${figure(Math.round(value))} ms`;
  return (
    <div class="stack stack--tight">
      <div class={`listen-figure${grade === undefined ? '' : ` delay--${grade}`}`}>
        <strong class="figures">{state.delayMs === null ? '–' : figure(Math.round(state.delayMs))}</strong>
        <span>
          {t('delayLong')}
          <br />
          <span class="quiet small">{grade === undefined ? statusText(state) : gradeText(grade)}</span>
        </span>
      </div>
      {reason !== null && reason !== state.cause && <p class="small">{reasonText(reason)}</p>}
      {parts !== null && (
        <dl class="figures-list">
          <Row name={t('partNetwork')} value={ms(parts.networkMs)} />
          <Row name={t('partBuffer')} value={ms(parts.bufferMs)} />
          <Row name={t('partOutput')} value={parts.outputMs === null ? '–' : ms(parts.outputMs)} />
        </dl>
      )}
    </div>
  );
}

/** Offered where the box also serves https and this phone does not keep up without it. */
function SecureOffer({ state }: { state: ListenState | undefined }) {
  const page = usePage();
  const port = page.access.box.value?.tls?.webPort;
  const connected = page.access.link.value;
  if (port === undefined || connected === undefined || !secureHelps(state, window.isSecureContext)) return null;
  const identity = { uuid: connected.uuid, token: page.identity.token ?? '', name: page.identity.name.value };
  return (
    <div class="card stack stack--tight">
      <p>{t('secureHelps')}</p>
      <p class="quiet small">{t('secureWarning')}</p>
      <a class="button" href={secureAddress(location.hostname, port, identity)}>
        {t('secureGo')}
      </a>
    </div>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd class="figures">{value}</dd>
    </>
  );
}
