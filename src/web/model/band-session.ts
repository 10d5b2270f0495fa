/**
 * The band session this page is in: its people and messages, followed while this device is
 * a member. A link with `?session=ABC123` (the QR code) leads straight into the session.
 */
import { effect, signal, untracked } from '@preact/signals';
import { MAX_MESSAGES } from '../../wire/limits.js';
import type { Participant, SessionMessage } from '../../wire/messages.js';
import { topics } from '../../wire/topics.js';
import { t } from '../i18n/language.js';
import type { PageStorage } from '../link/storage.js';
import type { Clock } from '../sync/outbox.js';
import type { BoxLink } from './box-link.js';
import type { Notices } from './notices.js';

const KEY = 'fichatech_web_session';
const ID = /^[A-Z0-9]{4,12}$/;
/** An alert from just before the lock still shows on it, ms. */
export const CUE_MS = 12_000;
/** How long an ordinary message stays, ms. */
const MESSAGE_MS = 6000;

export interface BandSessionOptions {
  readonly storage: PageStorage;
  readonly notices: Notices;
  readonly clock: Clock;
  /** The query of the page's address. */
  readonly search: string;
  /** The messages are on the screen now. */
  readonly watched: () => boolean;
}

export class BandSession {
  /** The session in the link that opened this page; undefined for an ordinary visit. */
  readonly invited: string | undefined;
  /** The id of the session; undefined outside of one. */
  readonly id = signal<string | undefined>(undefined);
  readonly people = signal<readonly Participant[]>([]);
  readonly messages = signal<readonly SessionMessage[]>([]);
  /** The newest alert from somebody else; `at` by the page's clock, ms. */
  readonly lastCue = signal<{ readonly text: string; readonly at: number } | undefined>(undefined);
  readonly #options: BandSessionOptions;

  constructor(options: BandSessionOptions) {
    this.#options = options;
    const asked = new URLSearchParams(options.search).get('session')?.toUpperCase();
    this.invited = asked !== undefined && ID.test(asked) ? asked : undefined;
    this.id.value = this.invited ?? (options.storage.recall(KEY) || undefined);
  }

  async enter(link: BoxLink, id: string): Promise<void> {
    await link.command(`session/${id}`, { action: 'join' });
    this.#entered(id);
  }

  leave(link: BoxLink, id: string): void {
    link.commandOnceHere(`session/${id}`, { action: 'leave' }).catch(() => undefined);
    this.#forget();
  }

  /** Follows the session on this connection; returns a function that ends it. */
  follow(link: BoxLink): () => void {
    return effect(() => {
      const id = this.id.value;
      if (id === undefined) return undefined;
      return untracked(() => this.#followOne(link, id));
    });
  }

  #entered(id: string): void {
    this.id.value = id;
    this.#options.storage.keep(KEY, id);
  }

  #forget(): void {
    this.id.value = undefined;
    this.#options.storage.keep(KEY, '');
  }

  #followOne(link: BoxLink, id: string): () => void {
    const { notices } = this.#options;
    this.people.value = [];
    this.messages.value = [];
    const ends = [
      link.watch(topics.participants(id), ({ participants, closed }) => {
        this.people.value = participants;
        if (closed === true) this.#forget();
      }),
      // Single messages first: the box answers the other subscription with the list, and a message may follow at once.
      link.watch(topics.message(id), (message) => this.#message(message, link.uuid)),
      link.watch(topics.messages(id), ({ messages }) => {
        this.messages.value = messages;
      }),
    ];
    // A device that was in the session when the page closed joins again. A session that is over is forgotten.
    link.commandOnceHere(`session/${id}`, { action: 'join' }).then(
      () => {
        this.#entered(id);
        if (id === this.invited) notices.notify(t('sessionJoined', { id }));
      },
      (error: unknown) => {
        this.#forget();
        if (id === this.invited) notices.tell(error);
      },
    );
    return () => {
      for (const end of ends) end();
    };
  }

  #message(message: SessionMessage, me: string): void {
    if (this.messages.peek().some(({ n }) => n === message.n)) return;
    this.messages.value = [...this.messages.peek(), message].slice(-MAX_MESSAGES);
    if (message.by === me) return;
    const { notices, clock, watched } = this.#options;
    const text = `${message.name}: ${message.text}`;
    if (message.kind === 'cue') {
      this.lastCue.value = { text, at: clock.now() };
      // An alert must reach a musician who is looking at the faders: it stays until somebody has closed it.
      notices.notify(text, {
        alert: true,
        ms: Number.POSITIVE_INFINITY,
        action: { label: t('gotIt'), run: () => undefined },
      });
    } else if (!watched()) notices.notify(text, { ms: MESSAGE_MS });
  }
}
