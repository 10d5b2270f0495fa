/** "More me": the musician against the band. Its figures, its steps, and the way back; kept on the device. */
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import { lockAdmits } from '../../wire/roles.js';
import { newKeyGesture } from '../fader/key-gesture.js';
import { t } from '../i18n/language.js';
import type { PageStorage } from '../link/storage.js';
import type { Clock } from '../sync/outbox.js';
import type { BoxAccess } from './box-access.js';
import type { BoxLink } from './box-link.js';
import type { Identity } from './identity.js';
import { balanceOf, figuresOf, type Level, type MeBalance, type MeFigures, stepBalance } from './mix/me-balance.js';
import { stripsOf } from './mix/strips.js';

const KEY = 'fichatech_web_more_me';

export class MoreMe {
  /** Undefined while no input is the musician's own. */
  readonly figures: ReadonlySignal<MeFigures | undefined>;
  readonly #storage: PageStorage;
  readonly #access: BoxAccess;
  readonly #identity: Identity;
  readonly #clock: Clock;
  readonly #gesture = newKeyGesture();
  readonly #balance: ReadonlySignal<MeBalance | undefined>;
  readonly #end: () => void;
  #known: MeBalance | undefined;
  /** The box and the device that `#known` is of. */
  #of = '';

  constructor(storage: PageStorage, access: BoxAccess, identity: Identity, clock: Clock) {
    this.#storage = storage;
    this.#access = access;
    this.#identity = identity;
    this.#clock = clock;
    this.#balance = computed(() => {
      const link = access.link.value;
      if (link === undefined || !link.mix(link.mine.value).loaded.value) return undefined;
      this.#recall(link);
      const now = levelsOf(link);
      return now.some(({ mine }) => mine) ? balanceOf(this.#known, now) : undefined;
    });
    this.figures = computed(() => (this.#balance.value === undefined ? undefined : figuresOf(this.#balance.value)));
    this.#end = effect(() => {
      this.#known = this.#balance.value ?? this.#known;
    });
  }

  /** Makes me louder or softer by `stepDb`, also from a button in the pocket. Does nothing in a locked mix. */
  readonly nudge = (stepDb: number): void => {
    const link = this.#mayChange();
    const balance = this.#balance.peek();
    if (link !== undefined && balance !== undefined) this.#go(link, stepBalance(balance, stepDb, levelsOf(link)));
  };

  /** Everything back to where it was before the first step. */
  readonly reset = (): void => {
    const link = this.#mayChange();
    const balance = this.#balance.peek();
    if (link === undefined || balance === undefined) return;
    this.#go(link, stepBalance(balance, -balance.steps, levelsOf(link)));
  };

  dispose(): void {
    this.#end();
  }

  /** What the device kept of this mix, once for each box. */
  #recall(link: BoxLink): void {
    const of = `${this.#access.box.peek()?.serial} ${link.mine.peek()}`;
    if (of === this.#of) return;
    this.#of = of;
    const kept = this.#storage.recallJson<{ of?: unknown; balance?: unknown } | null>(KEY, null);
    this.#known = kept?.of === of && isBalance(kept.balance) ? kept.balance : undefined;
  }

  #mayChange(): BoxLink | undefined {
    const link = this.#access.link.peek();
    const lock = link?.owner.peek()?.lock ?? null;
    return lockAdmits(lock, this.#identity.role.peek()) ? link : undefined;
  }

  #go(link: BoxLink, [next, set]: ReturnType<typeof stepBalance>): void {
    this.#known = next;
    this.#storage.keep(KEY, JSON.stringify({ of: this.#of, balance: next }));
    if (set.length > 0) link.mix(link.mine.peek()).set(set, this.#gesture.press(this.#clock.now()));
  }
}

/** What the device kept may come from another build of the page. */
function isBalance(kept: unknown): kept is MeBalance {
  const { steps, start } = (kept ?? {}) as Partial<MeBalance>;
  return Number.isInteger(steps) && Array.isArray(start) && start.every((level) => Number.isFinite(level?.gain));
}

/** The levels of the own mix now, a pair as one. */
function levelsOf(link: BoxLink): readonly Level[] {
  const mix = link.mix(link.mine.value);
  const strips = stripsOf(link.channels.value, link.channelOrder.value, link.owner.value?.own ?? []);
  return strips.map(({ ch, mine }) => ({ ch, mine, gain: mix.gain(ch).value }));
}

/** `+4`, `−2`, `0`: whole decibels with a true sign. */
export const signedDb = (db: number): string => (db === 0 ? '0' : `${db < 0 ? '−' : '+'}${Math.abs(db)}`);

/** "Me +4, band −2"; the band only while it is down. */
export function figuresInWords({ me, band }: MeFigures): string {
  const own = t('meFigure', { n: signedDb(me) });
  return band === 0 ? own : `${own}, ${t('bandFigure', { n: signedDb(band) })}`;
}
