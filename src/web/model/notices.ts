/** Short messages over the page: errors, and what somebody else did. */
import { signal } from '@preact/signals';
import type { Reply } from '../../wire/messages.js';
import type { Change } from '../../wire/mix.js';
import { formatDb } from '../fader/taper.js';
import { hasText, t } from '../i18n/language.js';
import type { Ended } from './answered-asks.js';
import { askInMyLanguage } from './ask-words.js';
import type { BoxLink } from './box-link.js';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly trouble: boolean;
  /** Sent by somebody to everybody: no other notice pushes it off the screen. */
  readonly alert: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export const notices = signal<readonly Notice[]>([]);
let count = 0;

/** Shows a message for a while; a second one with the same `key` replaces the first. */
export function notify(
  text: string,
  options: { trouble?: boolean; alert?: boolean; action?: Notice['action']; ms?: number } = {},
): void {
  const notice: Notice = {
    id: ++count,
    text,
    trouble: options.trouble === true,
    alert: options.alert === true,
    ...(options.action !== undefined ? { action: options.action } : {}),
  };
  const all = [...notices.value.filter((other) => other.text !== text), notice];
  notices.value = [...all.filter((each) => each.alert).slice(-2), ...all.filter((each) => !each.alert).slice(-2)];
  setTimeout(() => dismiss(notice.id), options.ms ?? (notice.trouble ? 8000 : 5000));
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** The message for an error code: in the page's language if there is one, otherwise in the box's words. */
export function codeText(code: string | undefined, message: string | undefined): string {
  const key = `code_${code}`;
  if (hasText(key)) return t(key);
  return message ?? t('somethingWrong');
}

/** Shows why something the user asked for failed. */
export function tell(error: unknown): void {
  const { code, message } = error as { code?: string; message?: string };
  notify(t('notDone', { why: codeText(code, message) }), { trouble: true });
}

export function noteTrouble(reply: Reply): void {
  const text = codeText(reply.code, reply.message);
  notify(reply.ok ? t('notSaved', { why: text }) : t('notDone', { why: text }), { trouble: true });
}

/** How long the answer to a request stays, ms: the musician who asked may be playing. */
const ANSWER_MS = 12_000;

export function noteAnswer({ ask, answer }: Ended): void {
  const text = askInMyLanguage(ask.text);
  if (answer === undefined) notify(t('askEnded', { text }), { ms: ANSWER_MS });
  else notify(t(answer.accepted ? 'askAccepted' : 'askDeclined', { name: answer.name, text }), { ms: ANSWER_MS });
}

/** "Vocal +3.0 dB", "Kick muted": one change in words. */
export function changeInWords(change: Change, channelName: (ch: number) => string): string {
  const name = change.ch === undefined ? t('master') : channelName(change.ch);
  switch (change.p) {
    case 'gain':
    case 'master':
      return t('changedLevel', { name, level: `${formatDb(Number(change.v))} dB` });
    case 'pan':
      return t('changedPan', { name });
    case 'on':
      return t(change.v === true ? 'changedOn' : 'changedOff', { name });
    case 'mute':
      return t(change.v === true ? 'changedMute' : 'changedUnmute', { name });
    case 'solo':
      return t(change.v === true ? 'changedSolo' : 'changedUnsolo', { name });
  }
}

/** Undoes this device's newest change, or the history entries `of` (newest first) no matter who made them. */
export async function undo(link: BoxLink, mix: string, of?: readonly number[]): Promise<void> {
  const steps = of === undefined ? [{ action: 'undo' }] : of.map((n) => ({ action: 'undo', n }));
  const answers = await Promise.allSettled(steps.map((step) => link.command(`history/${mix}`, step)));
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (refused !== undefined) tell(refused.reason);
}

export function redo(link: BoxLink, mix: string): Promise<void> {
  return link.command(`history/${mix}`, { action: 'redo' }).then(() => undefined, tell);
}
