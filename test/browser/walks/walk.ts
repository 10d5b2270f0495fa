/**
 * Walks through the page: each leads to states that show only after some steps, and calls `seen` in each. Axe-core
 * looks at them in English and dark; the campaign of screens at every size, and in Spanish and light.
 */
import type { Page } from 'playwright-core';
import type { Box } from '../../harness/box.js';
import { command, type NamedDevice, newDevice } from '../harness/devices.js';
import type { PageTest } from '../harness/page-test.js';

export interface Scene extends Pick<PageTest, 'open' | 'musician' | 'engineer'> {
  readonly box: Box;
  /** An engineer; with a setlist, once `prepare` has run. */
  readonly desk: NamedDevice;
  seen(page: Page, state: string): Promise<void>;
  /** What a walk itself finds wrong; nothing if `found` is empty. */
  fault(state: string, found: readonly string[]): void;
}

export type Walk = (scene: Scene) => Promise<void>;

/** A box with songs that anybody may move, and an open session. */
export async function prepare(box: Box, desk: NamedDevice): Promise<void> {
  await command(box, desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
  await command(box, desk, 'setlist', { action: 'allow', anyone: true });
  await command(box, desk, 'setlist', { action: 'goto', index: 0 });
  await command(box, desk, 'session', { action: 'create', name: 'Saturday' });
}

let joined = 0;

/** A device whose name nobody else has: the box keeps those of earlier walks. */
export function somebody({ box }: Scene, name: string): Promise<NamedDevice> {
  return newDevice(box, `${name} ${++joined}`);
}

/** With an input, a preset, and a request that the engineer has not answered. */
export async function musicianOfThisBox(scene: Scene, name: string): Promise<NamedDevice> {
  const { box } = scene;
  const device = await somebody(scene, name);
  await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [1] });
  await command(box, device, `preset/${device.uuid}`, { action: 'save', name: 'Mine' });
  await command(box, device, `ask/${device.uuid}`, { action: 'ask', text: 'More light' });
  return device;
}
