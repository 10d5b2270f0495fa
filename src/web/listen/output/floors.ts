/**
 * The floors low, normal and safe on each path: ms of sound in the jitter buffer right
 * after a packet came. A path that renders in larger blocks needs more to be as safe. Pure.
 */
import type { ListenFloor, ListenPath } from '../listener-api.js';

const FLOORS: Readonly<Record<ListenPath, Readonly<Record<ListenFloor, number>>>> = {
  worklet: { low: 20, normal: 40, safe: 100 },
  script: { low: 35, normal: 60, safe: 120 },
  buffers: { low: 45, normal: 70, safe: 130 },
};

export function floorMs(path: ListenPath, floor: ListenFloor): number {
  return FLOORS[path][floor];
}
