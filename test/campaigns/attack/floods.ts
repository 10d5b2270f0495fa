/** Every flood. */
import type { Flood } from './flood.js';
import { CONTROL_FLOODS } from './floods-control.js';
import { SOUND_FLOODS } from './floods-sound.js';

export const FLOODS: readonly Flood[] = [...CONTROL_FLOODS, ...SOUND_FLOODS];
