/**
 * The band session this page is in: its people and messages, followed while this device is
 * a member. A link with `?session=ABC123` (the QR code) leads straight into the session.
 */
import { effect, signal, untracked } from '@preact/signals';
import { MAX_MESSAGES } from '../../wire/limits.js';
import type { Participant, SessionMessage } from '../../wire/messages.js';
import { topics } from '../../wire/topics.js';
import { t } from '../i18n/language.js';
import { keep, recall } from '../link/storage.js';
import type { BoxLink } from './box-link.js';
import { notify, tell } from './notices.js';
import { sheet } from './screen.js';

const KEY = 'fichatech_web_session';
const ID = /^[A-Z0-9]{4,12}$/;

function fromAddress(): string | undefined {
  const id = new URLSearchParams(location.search).get('session')?.toUpperCase();
  return id !== undefined && ID.test(id) ? id : undefined;
}

/** The session in the link that opened this page; undefined for an ordinary visit. */
export const invited: string | undefined = fromAddress();
export const session = signal<string | undefined>(invited ?? (recall(KEY) || undefined));

export const people = signal<readonly Participant[]>([]);
export const messages = signal<readonly SessionMessage[]>([]);
/** The newest alert from somebody else; `at` by `performance.now()`. */
export const lastCue = signal<{ readonly text: string; readonly at: number } | undefined>(undefined);
/** How long an alert stays, ms. */
export const CUE_MS = 12_000;

export function enterSession(connected: BoxLink, id: string): Promise<void> {
  return connected.command(`session/${id}`, { action: 'join' }).then(() => entered(id));
}

function entered(id: string): void {
  session.value = id;
  keep(KEY, id);
}

export function leaveSession(connected: BoxLink, id: string): void {
  connected.commandOnceHere(`session/${id}`, { action: 'leave' }).catch(() => undefined);
  forget();
}

function forget(): void {
  session.value = undefined;
  keep(KEY, '');
}

/** Follows the session on this connection; returns a function that ends it. */
export function followSession(connected: BoxLink): () => void {
  return effect(() => {
    const id = session.value;
    if (id === undefined) return undefined;
    return untracked(() => follow(connected, id));
  });
}

function follow(connected: BoxLink, id: string): () => void {
  people.value = [];
  messages.value = [];
  const ends = [
    connected.watch(topics.participants(id), (message) => {
      people.value = message.participants;
      if (message.closed === true) forget();
    }),
    connected.watch(topics.messages(id), (message) => {
      messages.value = message.messages;
    }),
    connected.watch(topics.message(id), (message) => {
      if (messages.value.some(({ n }) => n === message.n)) return;
      messages.value = [...messages.value, message].slice(-MAX_MESSAGES);
      if (message.by === connected.uuid) return;
      const text = `${message.name}: ${message.text}`;
      if (message.kind === 'cue') {
        lastCue.value = { text, at: performance.now() };
        // An alert must reach a musician who is looking at the faders, and must not get lost among other messages.
        notify(text, { alert: true, ms: CUE_MS });
      } else if (sheet.peek() !== 'band') notify(text, { ms: 6000 });
    }),
  ];
  // A device that was in the session when the page closed joins again. A session that is over is forgotten.
  connected.commandOnceHere(`session/${id}`, { action: 'join' }).then(
    () => {
      entered(id);
      if (id === invited) notify(t('sessionJoined', { id }));
    },
    (error: unknown) => {
      forget();
      if (id === invited) tell(error);
    },
  );
  return () => {
    for (const end of ends) end();
  };
}
