/** The player's state in plain words. */
import { figure, t } from '../i18n/language.js';
import { type DelayGrade, gradeOf } from '../listen/delay-parts.js';
import type { ListenCause, ListenState } from '../listen/listener-api.js';
import { hasDelay } from '../listen/service.js';

const CAUSES = {
  'weak-wifi': 'causeWeakWifi',
  asleep: 'causeAsleep',
  bluetooth: 'causeBluetooth',
  replaced: 'causeReplaced',
  'box-full': 'causeBoxFull',
  'air-full': 'causeAirFull',
  'air-safe': 'causeAirSafe',
  'box-gone': 'causeBoxGone',
  'source-gone': 'causeSourceGone',
  busy: 'causeBusy',
} as const;

export function causeText(cause: ListenCause): string {
  return t(CAUSES[cause]);
}

/** Whether the player waits for a place, or for room on the radio. */
export function waits(cause: ListenCause | null | undefined): cause is 'box-full' | 'air-full' | 'air-safe' {
  return cause === 'box-full' || cause === 'air-full' || cause === 'air-safe';
}

const GRADES = { good: 'delayGood', fair: 'delayFair', poor: 'delayPoor' } as const;

export function gradeText(grade: DelayGrade): string {
  return t(GRADES[grade]);
}

/** The grade of the delay while it is shown; undefined otherwise. */
export function shownGrade(state: ListenState | undefined): DelayGrade | undefined {
  return state !== undefined && hasDelay(state) ? gradeOf(state.delayMs) : undefined;
}

export function statusText(state: ListenState): string {
  switch (state.status) {
    case 'connecting':
      return t(waits(state.cause) ? 'listenFull' : 'listenConnecting');
    case 'buffering':
      return t(state.soundless ? 'listenNoSound' : 'listenBuffering');
    case 'paused':
      return t('listenPaused');
    case 'failed':
      return t('listenFailed');
    case 'replaced':
      return t('causeReplaced');
    case 'idle':
      return '';
    case 'playing':
      if (state.soundless) return t('listenNoSound');
      if (state.muted) return t('listenMuted');
      return state.delayMs === null ? t('listenPlaying') : t('delayMs', { n: figure(Math.round(state.delayMs)) });
  }
}
