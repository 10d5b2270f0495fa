/**
 * Messages outside of sessions that this device may read, and what is new to its person. A message counts as seen once
 * the person has closed it or opened the list; an alert stays on the screen until then.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { DirectMessage, Inbox as InboxMessage } from '../../wire/messages.js';
import { topics } from '../../wire/topics.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from './box-link.js';
import type { Identity } from './identity.js';
import type { Notices } from './notices.js';

/** How long an ordinary message stays, ms: the person may be playing. */
const MESSAGE_MS = 12_000;

interface InboxOptions {
  readonly notices: Notices;
  readonly identity: Pick<Identity, 'isEngineer'>;
  /** The list is on the screen now. */
  readonly watched: () => boolean;
  /** Opens the list. */
  readonly open: () => void;
}

/** The messages that are for this device, and that its person has not seen. Pure. */
function unseenOf(messages: readonly DirectMessage[], me: string, engineer: boolean): readonly DirectMessage[] {
  return messages.filter(
    ({ by, to, seen }) =>
      by !== me && (to === null ? engineer : to.includes(me)) && !seen.some(({ uuid }) => uuid === me),
  );
}

export class Inbox {
  readonly #options: InboxOptions;
  readonly #link = signal<BoxLink | undefined>(undefined);
  readonly #messages = signal<readonly DirectMessage[]>([]);
  /** For this device, not seen yet; oldest first. */
  readonly unseen = computed(() =>
    unseenOf(this.#messages.value, this.#link.value?.uuid ?? '', this.#options.identity.isEngineer.value),
  );
  /** Notices of this page by message, so that each is shown once. */
  readonly #told = new Set<string>();
  /** Sent to the box as seen; its answer may take a while. */
  readonly #sent = new Set<string>();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  get messages(): ReadonlySignal<readonly DirectMessage[]> {
    return this.#messages;
  }

  /** Follows the box on this connection; returns a function that ends it. */
  follow(link: BoxLink): () => void {
    this.#link.value = link;
    this.#messages.value = [];
    this.#told.clear();
    const ends = [
      link.watch(topics.inbox(link.uuid), (message) => this.#came(message)),
      effect(() => {
        for (const message of this.unseen.value) this.#tell(message);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** The person has seen these; the senders learn of it. */
  see(messages: readonly DirectMessage[]): void {
    const ids = messages.map(({ id }) => id).filter((id) => !this.#sent.has(id));
    const link = this.#link.peek();
    if (ids.length === 0 || link === undefined) return;
    for (const id of ids) this.#sent.add(id);
    link.commandOnceHere('message', { action: 'seen', ids }).catch(() => {
      for (const id of ids) this.#sent.delete(id);
    });
  }

  #came({ messages, more }: InboxMessage): void {
    if (more !== true) {
      this.#messages.value = messages;
      return;
    }
    const next = new Map(this.#messages.peek().map((message) => [message.id, message]));
    for (const message of messages) next.set(message.id, message);
    this.#messages.value = [...next.values()].sort((a, b) => a.rev - b.rev);
  }

  #tell(message: DirectMessage): void {
    const { notices, watched, open } = this.#options;
    if (watched()) {
      this.see([message]);
      return;
    }
    if (this.#told.has(message.id)) return;
    this.#told.add(message.id);
    const seen = () => this.see([message]);
    const text = `${message.name}: ${message.text}`;
    if (message.alert)
      notices.notify(text, {
        alert: true,
        ms: Number.POSITIVE_INFINITY,
        action: { label: t('gotIt'), run: seen },
        onClose: seen,
      });
    else notices.notify(text, { ms: MESSAGE_MS, action: { label: t('reply'), run: open }, onClose: seen });
  }
}
