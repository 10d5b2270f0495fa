/** The state of a player that was not started. Pure. */
import type { ListenState } from './listener-api.js';

export const IDLE: ListenState = {
  status: 'idle',
  cause: null,
  path: null,
  floor: 'normal',
  delayMs: null,
  soundless: false,
  fillMs: 0,
  targetMs: 0,
  underruns: 0,
  concealedMs: 0,
  silentMs: 0,
  lostMs: 0,
  ratioPpm: 0,
  outputMs: null,
  muted: false,
  lockScreen: false,
};
