/** Short messages over the page: errors, and what somebody else did. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Reply } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import type { Clock } from '../sync/outbox.js';
import type { Ended } from './answered-asks.js';
import { askInMyLanguage } from './ask-words.js';
import { codeText } from './change-words.js';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly trouble: boolean;
  /** Sent by somebody to everybody: no other notice pushes it off the screen. */
  readonly alert: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Called when the person closes it, not when its time is over. */
  readonly onClose?: () => void;
  /** What it is about; see `retract`. */
  readonly about?: string;
}

export interface NoticeOptions {
  readonly trouble?: boolean;
  readonly alert?: boolean;
  readonly action?: Notice['action'];
  readonly onClose?: Notice['onClose'];
  readonly about?: string;
  /** How long it stays, Infinity: until it is closed. Default 5000; trouble 8000. */
  readonly ms?: number;
}

/** How long the answer to a request stays, ms: the musician who asked may be playing. */
const ANSWER_MS = 12_000;
/** A notice's time passes in steps of this, ms: at each it is asked whether notices are in sight. */
const STEP_MS = 500;
/** Most notices at a time, besides alerts; and most alerts that wait for their turn. */
const SHOWN = 2;
const ALERTS = 8;

export class Notices {
  readonly #clock: Clock;
  readonly #waits: () => boolean;
  readonly #list = signal<readonly Notice[]>([]);
  #count = 0;

  /** @param waits whether notices are out of sight now: their time does not pass */
  constructor(clock: Clock, waits: () => boolean) {
    this.#clock = clock;
    this.#waits = waits;
  }

  /** The newest last. Of the alerts, the screen shows the newest; the one before it follows when that is closed. */
  get list(): ReadonlySignal<readonly Notice[]> {
    return this.#list;
  }

  /** Shows a message for a while; a second one with the same text replaces the first. */
  readonly notify = (text: string, { trouble = false, alert = false, ms, ...more }: NoticeOptions = {}): void => {
    const notice: Notice = { id: ++this.#count, text, trouble, alert, ...more };
    const all = [...this.#list.peek().filter((other) => other.text !== text), notice];
    this.#list.value = [
      ...all.filter((each) => each.alert).slice(-ALERTS),
      ...all.filter((each) => !each.alert).slice(-SHOWN),
    ];
    const stays = ms ?? (trouble ? 8000 : 5000);
    const pass = (left: number): void => {
      if (left <= 0) {
        this.dismiss(notice.id);
        return;
      }
      const ms = Math.min(left, STEP_MS);
      this.#clock.after(ms, () => pass(this.#waits() ? left : left - ms));
    };
    if (Number.isFinite(stays)) pass(stays);
  };

  /** Takes back what was said about this: its action would now undo something else. */
  retract(about: string): void {
    this.#list.value = this.#list.peek().filter((other) => other.about !== about);
  }

  /** The person closed it. */
  close(id: number): void {
    this.#list
      .peek()
      .find((notice) => notice.id === id)
      ?.onClose?.();
    this.dismiss(id);
  }

  dismiss(id: number): void {
    this.#list.value = this.#list.peek().filter((notice) => notice.id !== id);
  }

  /** Shows why something the user asked for failed. */
  readonly tell = (error: unknown): void => {
    const { code, message } = error as { code?: string; message?: string };
    this.notify(t('notDone', { why: codeText(code, message) }), { trouble: true });
  };

  /** A change of this page was refused, or is not saved. */
  tellTrouble(reply: Reply): void {
    const why = codeText(reply.code, reply.message);
    this.notify(t(reply.ok ? 'notSaved' : 'notDone', { why }), { trouble: true });
  }

  /** A request of this device was answered, or ended without an answer that this page saw. */
  tellAnswer({ ask, answer }: Ended): void {
    const text = askInMyLanguage(ask.text);
    const words =
      answer === undefined
        ? t('askEnded', { text })
        : t(answer.accepted ? 'askAccepted' : 'askDeclined', { name: answer.name, text });
    this.notify(words, { ms: ANSWER_MS });
  }
}
