/**
 * Seeded: pages with the page's own replica, outbox and MQTT client meet the box's own door. Musicians and an engineer
 * move faders, are refused, undo and recall, while connections are slow and break. At the end every page shows exactly
 * what the box has, and the last hand on a fader that nobody else touched has won.
 */
import t from 'tap';
import type { Change, ChannelParameter, ParameterValue } from '../../src/wire/mix.js';
import { CHANNEL_PARAMETERS } from '../../src/wire/parameters.js';
import { seeded } from '../harness/seeded.js';
import { CHANNELS, type Page, VirtualClock, World } from './support/page-world.js';

/** Each evening has so many songs of so many steps; after a song everybody is quiet, and all are compared. */
const SONGS = 12;
const STEPS = 60;
/** Virtual time for everybody to come back and to be answered, ms. */
const QUIET_MS = 10_000;
const SEEDS = Array.from({ length: 5 }, (_, i) => i * 7919 + 1);

/** Nobody but this musician changes this mix: their last change of each value must be what stays. */
const ALONE = 'alone';

class Evening {
  readonly world: World;
  readonly pages: Page[];
  /** Last value that `ALONE` gave each key. */
  readonly wanted = new Map<string, unknown>();
  readonly #random: () => number;
  readonly #held: (() => void)[] = [];
  #gestures = 0;

  readonly clock: VirtualClock;

  constructor(clock: VirtualClock, random: () => number) {
    this.clock = clock;

    this.#random = random;
    this.world = new World(clock, random);
    const names = [ALONE, 'anna', 'ben', 'desk'];
    this.pages = names.map((name) => this.world.join(name, name === 'desk' ? 'engineer' : 'musician'));
    for (const page of this.pages) {
      for (const name of names) if (page.uuid === name || page.uuid === 'desk') page.mix(name);
      page.mqtt.connect();
    }
  }

  step(): void {
    const random = this.#random;
    const page = this.#pick(this.pages);
    const dice = random();
    if (dice < 0.04) page.cut();
    else if (dice < 0.5) this.#drag(page);
    else if (dice < 0.75) this.#tap(page);
    else if (dice < 0.85) this.#wrong(page);
    else if (page.uuid === 'desk') this.#engineer(page);
    else if (page.uuid !== ALONE) this.#musician(page);
    this.clock.pass(random() < 0.05 ? random() * 2000 : random() * 40);
  }

  letGo(): void {
    for (const release of this.#held.splice(0)) release();
  }

  /** A finger on a fader: a few moves, and later it leaves. The connection may break meanwhile. */
  #drag(page: Page): void {
    const view = page.mix(this.#mixFor(page));
    const change = this.#change(page, 'gain', this.#random() * 4);
    const gesture = `g${this.#gestures++}`;
    for (let moves = 1 + this.#random() * 4; moves > 0; moves--) {
      const moved = { ...change, v: this.#random() * 4 };
      view.hold(moved, gesture);
      this.#note(page, moved);
      this.clock.pass(this.#random() * 30);
      if (this.#random() < 0.05) page.cut();
    }
    const release = () => view.release(`${change.p}:${change.ch}`);
    if (this.#random() < 0.8) release();
    else this.#held.push(release);
    if (this.#held.length > 3) this.#held.shift()?.();
  }

  #tap(page: Page): void {
    const p = this.#pick(['mute', 'solo', 'on', 'pan'] as const);
    const change = this.#change(page, p, p === 'pan' ? this.#random() * 2 - 1 : this.#random() < 0.5);
    page.mix(this.#mixFor(page)).set([change]);
    this.#note(page, change);
  }

  /** A value that the box refuses: the page must return to the box's. */
  #wrong(page: Page): void {
    if (page.uuid !== ALONE) page.mix(this.#mixFor(page)).set([this.#change(page, 'gain', 7)]);
  }

  #musician(page: Page): void {
    const action = this.#pick(['undo', 'redo', 'save', 'clear'] as const);
    if (action === 'save') page.command('preset', page.uuid, { action, name: 'p' });
    else if (action === 'clear') page.command('device', page.uuid, { action });
    else page.command('history', page.uuid, { action });
  }

  #engineer(page: Page): void {
    const target = this.#pick(['anna', 'ben']);
    const dice = this.#random();
    if (dice < 0.4) page.command('device', target, { action: 'lock', lock: this.#pick(['engineer', 'nobody', null]) });
    else if (dice < 0.7) page.command('history', target, { action: 'undo' });
    else page.command('preset', target, { action: 'copy', from: 'desk' });
  }

  /** The engineer moves other people's faders too. */
  #mixFor(page: Page): string {
    return page.uuid === 'desk' ? this.#pick(['anna', 'ben', 'desk']) : page.uuid;
  }

  #change(page: Page, p: ChannelParameter, v: ParameterValue): Change & { ch: number } {
    return { p, ch: Math.floor(this.#random() * (page.uuid === ALONE ? 2 : CHANNELS)), v };
  }

  #note(page: Page, { p, ch, v }: Change): void {
    if (page.uuid === ALONE) this.wanted.set(`${p}:${ch}`, v);
  }

  #pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#random() * all.length)]!;
  }
}

/** Everything in which a page differs from the box; empty if all agree. */
function differences({ world, pages, wanted }: Evening): string[] {
  const wrong: string[] = [];
  for (const page of pages) {
    if (page.mqtt.unacknowledged > 0) wrong.push(`${page.uuid}: ${page.mqtt.unacknowledged} unacknowledged`);
    for (const [uuid, view] of page.views) {
      const look = (p: string, ch?: number) => {
        const [shown, kept] = [view.now(p, ch), world.value(uuid, p, ch)];
        if (shown !== kept) wrong.push(`${page.uuid} shows ${shown} as ${p} ${ch} of ${uuid}; the box has ${kept}`);
      };
      look('master');
      for (let ch = 0; ch < CHANNELS; ch++) for (const p of CHANNEL_PARAMETERS) look(p, ch);
    }
  }
  for (const [key, v] of wanted) {
    const [p, ch] = key.split(':');
    const kept = world.value(ALONE, p!, Number(ch));
    if (kept !== v) wrong.push(`the last hand on ${key} set ${v}; the box has ${kept}`);
  }
  return wrong;
}

t.test('C9 after delays, breaks, refusals and undo all pages show exactly what the box has', async (t) => {
  for (const seed of SEEDS) {
    t.comment(`seed ${seed}`);
    const evening = new Evening(new VirtualClock(), seeded(seed));
    const { world, clock } = evening;
    for (let song = 0; song < SONGS; song++) {
      for (let step = 0; step < STEPS; step++) evening.step();
      evening.letGo();
      clock.pass(QUIET_MS);
      const wrong = differences(evening);
      t.same(wrong, [], `seed ${seed}, song ${song}`);
      if (wrong.length > 0) break;
    }
    t.same(world.faults, [], `seed ${seed}: no fault in the box`);
    const { accepted, refused, repeated } = world.door.counts;
    t.ok(accepted > 300 && refused > 20 && repeated > 0, `seed ${seed}: ${accepted}, ${refused}, ${repeated} repeated`);
    world.stop();
  }
});
