/** The mix on the screen: whose it is, who may change it, and its strips. */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Device } from '../../../wire/messages.js';
import { lockAdmits, type MixLock } from '../../../wire/roles.js';
import type { BoxAccess } from '../box-access.js';
import type { BoxLink } from '../box-link.js';
import type { Identity } from '../identity.js';
import type { Screen } from '../screen.js';
import type { LoadedPreset } from './loaded-preset.js';
import type { MixView } from './mix-view.js';
import { type StripInfo, stripsOf } from './strips.js';

/** An offer that an engineer prepares for somebody: values of its own, in place of the mix on the screen. */
interface Offering {
  readonly mix: MixView;
  /** What it is, and the buttons that send or drop it. */
  readonly Bar: ComponentType;
  /** Drops it. */
  readonly end: () => void;
}

export class ShownMix {
  /** Whether it is this device's own mix. */
  readonly mine: ReadonlySignal<boolean>;
  /** The owner's uuid; empty before this device has joined. */
  readonly uuid: ReadonlySignal<string>;
  /** The owner of the mix; undefined until the list of devices has arrived. */
  readonly device: ReadonlySignal<Device | undefined>;
  /** The lock of the mix, and whether it stops this device from changing the mix. */
  readonly lock: ReadonlySignal<{ readonly lock: MixLock | null; readonly keepsOut: boolean }>;
  /** The strips; the owner's own channels come first. */
  readonly strips: ReadonlySignal<readonly StripInfo[]>;
  /** Of the strips, those that the musician has hidden: in the own mix only, and none of the own inputs. */
  readonly hidden: ReadonlySignal<readonly number[]>;
  /** The channels that the owner plays or sings into. */
  readonly own: ReadonlySignal<readonly number[]>;
  /** Begun by the desk's part of the page. */
  readonly offering = signal<Offering | undefined>(undefined);
  /** The preset that the mix was loaded from; undefined where none is known. Kept up by the part with the sheets. */
  readonly loaded = signal<LoadedPreset | undefined>(undefined);
  readonly #end: () => void;

  constructor(access: BoxAccess, identity: Identity, screen: Screen) {
    const { link } = access;
    this.mine = computed(() => screen.shownMix.value === undefined);
    this.uuid = computed(() => screen.shownMix.value ?? link.value?.mine.value ?? '');
    this.device = computed(() => link.value?.device(this.uuid.value));
    this.own = computed(() => this.device.value?.own ?? []);
    this.lock = computed(() => {
      const lock = this.device.value?.lock ?? null;
      return { lock, keepsOut: !lockAdmits(lock, identity.role.value) };
    });
    this.strips = computed(() =>
      link.value === undefined
        ? []
        : stripsOf(link.value.channels.value, link.value.channelOrder.value, this.device.value?.own ?? []),
    );
    this.hidden = computed(() => {
      const wanted = this.mine.value ? screen.hidden.value : [];
      return wanted.length === 0
        ? []
        : this.strips.value.filter(({ ch, mine }) => !mine && wanted.includes(ch)).map(({ ch }) => ch);
    });
    // Only engineers may see another device's mix, and only while that device exists. Otherwise the page leaves it.
    this.#end = effect(() => {
      const connected = link.value;
      const shown = screen.shownMix.value;
      if (access.phase.value !== 'ready' || connected === undefined || shown === undefined) return;
      const devices = connected.devices.value;
      const there = devices.length === 0 || devices.some((device) => device.uuid === shown);
      const plays = devices.find((device) => device.uuid === shown)?.mirrors ?? shown;
      if (!identity.isEngineer.value || plays === connected.mine.value) screen.leaveOthersMix('mix');
      else if (!there) screen.leaveOthersMix('desk');
      // A phone that mirrors another plays that one's mix; its own waits.
      else if (plays !== shown) screen.turnToMix(plays);
    });
  }

  /** The offer that is prepared for whose mix is shown; undefined: the mix itself is shown. */
  get prepared(): Offering | undefined {
    return this.offering.value?.mix.uuid === this.uuid.value ? this.offering.value : undefined;
  }

  /** What the faders on the screen move. */
  mix(link: BoxLink): MixView {
    return this.prepared?.mix ?? link.mix(this.uuid.value);
  }

  /** A title that says whose it is, in somebody else's mix. */
  titled(text: string): string {
    return this.mine.value ? text : `${this.device.value?.displayName ?? ''}: ${text}`;
  }

  dispose(): void {
    this.#end();
  }
}
