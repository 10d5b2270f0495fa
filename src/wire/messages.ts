/**
 * What the box sends over MQTT, one type for each message; `topics.ts` says which topic carries which. The box builds
 * these types, the page and the terminal client read them. Times (`at`, `now`, `since` …) are ms since 1970 by the
 * box's clock. `rev` is the box's revision. Pure: types only.
 */
export type * from './messages/band.js';
export type * from './messages/box.js';
export type * from './messages/checks.js';
export type * from './messages/devices.js';
export type * from './messages/mixes.js';
export type * from './messages/offers.js';
export type * from './messages/scenes.js';
