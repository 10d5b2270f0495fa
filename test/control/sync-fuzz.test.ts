/**
 * Seeded: clients change their own and others' mixes, lose connections in the middle, reconnect and resend what was not
 * acknowledged, while the box is restarted. At the end everybody has the same state, and nothing was done twice.
 */

import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { PATIENCE_MS } from '../harness/patience.js';
import { seeded } from '../harness/seeded.js';
import type { ControlBox, Device } from './support/box.js';
import { ask, CHANNELS, joinBox, joinEngineer, Link, newFolder, startBox } from './support/box.js';

interface Change {
  p: string;
  ch?: number;
  v: number | boolean;
}

/** A client that acts as a page: follows deltas, asks again at a gap, sends again after a break. */
class Page {
  readonly device: Device;
  readonly watched: readonly string[];
  readonly mixes = new Map<string, { rev: number; channels: Record<string, unknown>[]; master: number }>();
  readonly unacknowledged = new Map<string, { topic: string; set: Change[] }>();
  gaps = 0;
  link: Link | undefined;
  #heard = 0;

  constructor(device: Device, watched: readonly string[]) {
    this.device = device;
    this.watched = watched;
  }

  async connect(box: ControlBox, way: 'ws' | 'tcp'): Promise<void> {
    this.link = await Link.open(box, this.device, way);
    this.#heard = 0;
    this.mixes.clear();
    await this.link.subscribe(
      ...this.watched.flatMap((uuid) => [`sb/1/mix/${uuid}/snapshot`, `sb/1/mix/${uuid}/delta`]),
    );
    for (const [op, { topic, set }] of this.unacknowledged) this.#publish(topic, op, set);
  }

  send(op: string, topic: string, set: Change[]): void {
    this.unacknowledged.set(op, { topic, set });
    this.#publish(topic, op, set);
  }

  drop(): void {
    this.link?.client.stream.destroy();
    this.link = undefined;
  }

  /** Handles what arrived since the last time. */
  follow(): void {
    const { heard } = this.link ?? { heard: [] };
    for (; this.#heard < heard.length; this.#heard++) {
      const { topic, body } = heard[this.#heard]!;
      const uuid = topic.split('/')[3]!;
      if (topic.startsWith('sb/1/reply/')) this.unacknowledged.delete(body.op);
      else if (topic.endsWith('/snapshot')) this.mixes.set(uuid, structuredClone(body));
      else this.#delta(uuid, body);
    }
  }

  #delta(uuid: string, { rev, prev, set }: { rev: number; prev: number; set: Change[] }): void {
    const mix = this.mixes.get(uuid);
    if (!mix || rev <= mix.rev) return;
    if (prev !== mix.rev) this.gaps++;
    mix.rev = rev;
    for (const { p, ch, v } of set) {
      if (p === 'master') mix.master = v as number;
      else mix.channels[ch!]![p] = v;
    }
  }

  #publish(topic: string, op: string, set: Change[]): void {
    this.link?.client.publish(topic, JSON.stringify({ op, set }), { qos: 1 });
  }
}

function randomSet(random: () => number): Change[] {
  const ch = Math.floor(random() * CHANNELS);
  switch (Math.floor(random() * 4)) {
    case 0:
      return [{ p: 'gain', ch, v: random() * 4 }];
    case 1:
      return [
        { p: 'pan', ch, v: random() * 2 - 1 },
        { p: 'mute', ch, v: random() < 0.5 },
      ];
    case 2:
      return [{ p: 'master', v: random() * 4 }];
    default:
      return [
        { p: 'on', ch, v: random() < 0.5 },
        { p: 'solo', ch, v: random() < 0.3 },
      ];
  }
}

for (const seed of [1, 20_26, 777]) {
  t.test(`C9 after breaks, retries and a restart all clients agree (seed ${seed})`, async (t) => {
    const random = seeded(seed);
    const dataDir = newFolder();
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
    let box = await startBox({ dataDir });
    const engineer = await joinEngineer(box);
    const devices = [engineer];
    for (let i = 0; i < 3; i++) devices.push(await joinBox(box, `P${i}`));
    const uuids = devices.map(({ uuid }) => uuid);
    const pages = devices.map((device) => new Page(device, uuids));
    const way = () => (random() < 0.5 ? 'ws' : 'tcp');
    for (const page of pages) await page.connect(box, way());
    const revBefore = (await ask(box, 'GET', '/api/devices', { token: engineer.token })).body.rev;

    let sent = 0;
    for (let step = 0; step < 240; step++) {
      const page = pages[Math.floor(random() * pages.length)]!;
      page.follow();
      if (!page.link) await page.connect(box, way());
      if (random() < 0.06) page.drop();
      else if (step === 120) {
        await box.stop();
        for (const each of pages) each.drop();
        box = await startBox({ dataDir });
      } else {
        const target = page.device === engineer ? uuids[Math.floor(random() * uuids.length)]! : page.device.uuid;
        page.send(`${seed}-${sent++}`, `sb/1/cmd/mix/${target}`, randomSet(random));
      }
      if (random() < 0.2) await sleep(random() * 5);
    }

    for (const page of pages) if (!page.link) await page.connect(box, 'ws');
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until && pages.some((page) => page.unacknowledged.size > 0)) {
      for (const page of pages) page.follow();
      await sleep(20);
    }
    await sleep(100);
    for (const page of pages) page.follow();

    t.equal(
      pages.reduce((sum, page) => sum + page.unacknowledged.size, 0),
      0,
      'every command was answered',
    );
    const { rev } = (await ask(box, 'GET', '/api/devices', { token: engineer.token })).body;
    t.equal(rev, revBefore + sent, 'each was done exactly once');
    t.equal(
      pages.reduce((sum, page) => sum + page.gaps, 0),
      0,
      'no delta was missed',
    );
    for (const uuid of uuids) {
      const { body: truth } = await ask(box, 'GET', `/api/mixes/${uuid}`, { token: engineer.token });
      for (const page of pages) t.same(page.mixes.get(uuid), truth);
    }
    await Promise.all(pages.map((page) => page.link!.close()));
    await box.stop();
  });
}

t.test('no delta is missed under load: revisions are counted', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const watcher = await joinBox(box, 'Watcher');
  const musicians = await Promise.all(Array.from({ length: 10 }, (_, i) => joinBox(box, `P${i}`)));
  const w = await Link.open(box, watcher);
  await w.subscribe('sb/1/mix/+/delta');
  const links = await Promise.all(musicians.map((device, i) => Link.open(box, device, i % 2 ? 'ws' : 'tcp')));
  const EACH = 100;
  await Promise.all(
    links.map(async (link) => {
      for (let i = 0; i < EACH; i++) {
        link.client.publish(
          `sb/1/cmd/mix/${link.device.uuid}`,
          JSON.stringify({ op: `x${i}`, set: [{ p: 'gain', ch: i % CHANNELS, v: i / EACH }] }),
          { qos: 1 },
        );
        if (i % 10 === 9) await sleep(2);
      }
      await link.find((m) => m.body.op === `x${EACH - 1}`);
    }),
  );
  await w.find((m) => m.topic.endsWith('/delta') && w.heard.length >= musicians.length * EACH);
  const revs = w.heard.filter((m) => m.topic.endsWith('/delta')).map((m) => m.body.rev as number);
  t.equal(revs.length, musicians.length * EACH);
  t.ok(
    revs.every((rev, i) => i === 0 || rev === revs[i - 1]! + 1),
    'in order, none missing, none twice',
  );
  await Promise.all([w.close(), ...links.map((link) => link.close())]);
});
