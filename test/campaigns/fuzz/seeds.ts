/** Valid inputs to start from: commands, requests, packets. */
import type { Json } from './values.js';

export interface CommandSeed {
  /**
   * Without `sb/1/cmd/`; `<me>` and `<other>` are uuids, `<session>`, `<preset>`, `<ask>`, `<song>` ids that may exist.
   */
  readonly topic: string;
  readonly payload: { readonly [key: string]: Json };
  readonly desk?: true;
}

const mix = (set: Json, more: { readonly [key: string]: Json } = {}): CommandSeed => ({
  topic: 'mix/<me>',
  payload: { set, ...more },
});

export const COMMANDS: readonly CommandSeed[] = [
  mix([{ p: 'gain', ch: 3, v: 0.7 }]),
  mix(
    [
      { p: 'pan', ch: 0, v: -1 },
      { p: 'mute', ch: 1, v: true },
    ],
    { ifRev: 12, gesture: 'drag-1' },
  ),
  mix([
    { p: 'master', v: 0.9 },
    { p: 'solo', ch: 2, v: true },
    { p: 'on', ch: 5, v: false },
  ]),
  mix(Array.from({ length: 16 }, (_, ch) => ({ p: 'gain', ch, v: ch / 4 }))),
  { topic: 'mix/<other>', payload: { set: [{ p: 'gain', ch: 0, v: 4 }] }, desk: true },
  { topic: 'snapshot/<me>', payload: {} },
  { topic: 'snapshot', payload: { uuid: '<other>' } },
  { topic: 'ping', payload: { t: 1_700_000_000_000 } },
  { topic: 'history/<me>', payload: { action: 'undo' } },
  { topic: 'history/<me>', payload: { action: 'undo', n: 1 } },
  { topic: 'history/<me>', payload: { action: 'redo' } },
  { topic: 'device/<me>', payload: { action: 'rename', name: 'Anna' } },
  { topic: 'device/<me>', payload: { action: 'own', channels: [0, 3] } },
  {
    topic: 'device/<me>',
    payload: { action: 'groups', groups: [{ name: 'Keys', color: '#102030', channels: [4, 5] }] },
  },
  { topic: 'device/<me>', payload: { action: 'ear', ear: { ms: 35.2, spreadMs: 0.6 } } },
  { topic: 'device/<me>', payload: { action: 'clear' } },
  { topic: 'device/<other>', payload: { action: 'lock', lock: 'nobody' }, desk: true },
  { topic: 'device/<other>', payload: { action: 'lock', lock: null }, desk: true },
  { topic: 'device/<other>', payload: { action: 'role', role: 'musician' }, desk: true },
  { topic: 'device/<other>', payload: { action: 'disconnect' }, desk: true },
  { topic: 'device/<other>', payload: { action: 'handover', to: '<me>' }, desk: true },
  { topic: 'devices', payload: { action: 'order', order: ['<me>', '<other>'] }, desk: true },
  { topic: 'devices', payload: { action: 'clear' }, desk: true },
  { topic: 'house', payload: { from: '<other>' }, desk: true },
  { topic: 'house', payload: { from: null }, desk: true },
  { topic: 'preset/<me>', payload: { action: 'save', name: 'Quiet', song: null } },
  { topic: 'preset/<me>', payload: { action: 'save', id: '<preset>', ifRev: 3 } },
  { topic: 'preset/<me>', payload: { action: 'recall', id: '<preset>' } },
  { topic: 'preset/<me>', payload: { action: 'rename', id: '<preset>', name: 'Louder' } },
  { topic: 'preset/<me>', payload: { action: 'lock', id: '<preset>', locked: true } },
  { topic: 'preset/<me>', payload: { action: 'delete', id: '<preset>' } },
  { topic: 'preset/<me>', payload: { action: 'copy', from: '<other>' } },
  {
    topic: 'setlist',
    payload: { action: 'set', songs: [{ id: '<song>', name: 'One' }, { name: 'Three' }] },
    desk: true,
  },
  { topic: 'setlist', payload: { action: 'allow', anyone: true }, desk: true },
  { topic: 'setlist', payload: { action: 'next' }, desk: true },
  { topic: 'setlist', payload: { action: 'previous' }, desk: true },
  { topic: 'setlist', payload: { action: 'goto', index: 1 }, desk: true },
  { topic: 'session', payload: { action: 'create', name: 'Soundcheck' } },
  { topic: 'session/<session>', payload: { action: 'join' } },
  { topic: 'session/<session>', payload: { action: 'leave' } },
  { topic: 'session/<session>', payload: { action: 'message', text: 'louder please' } },
  { topic: 'session/<session>', payload: { action: 'cue', text: 'GO' } },
  { topic: 'session/<session>', payload: { action: 'close' } },
  { topic: 'ask/<me>', payload: { action: 'ask', ch: 3, p: 'gain', v: 1.2, text: 'more' } },
  { topic: 'ask/<me>', payload: { action: 'accept', id: '<ask>' }, desk: true },
  { topic: 'ask/<me>', payload: { action: 'decline', id: '<ask>' }, desk: true },
  {
    topic: 'channel/3',
    payload: { set: { name: 'Snare', color: '#ff0000', icon: 'drum', link: 4, trimDb: -6 }, compensate: true },
    desk: true,
  },
  { topic: 'channel/4', payload: { set: { link: null } }, desk: true },
  { topic: 'channels', payload: { action: 'order', order: Array.from({ length: 16 }, (_, n) => 15 - n) }, desk: true },
  { topic: 'panic', payload: { level: 'mute' }, desk: true },
  { topic: 'panic', payload: { level: 'off' }, desk: true },
];

export interface RequestSeed {
  readonly method: string;
  /** With `<me>` and so on, as in topics. */
  readonly path: string;
  readonly query?: string;
  readonly body?: Json;
  readonly desk?: true;
  readonly open?: true;
}

export const REQUESTS: readonly RequestSeed[] = [
  { method: 'GET', path: '/api/box', open: true },
  { method: 'GET', path: '/api/health', open: true },
  { method: 'GET', path: '/metrics', open: true },
  { method: 'GET', path: '/', open: true },
  { method: 'POST', path: '/api/join', body: { uuid: 'phone-1', name: 'Anna', type: 'web' } },
  { method: 'POST', path: '/api/join', body: { uuid: 'phone-2', name: 'Ben' }, open: true },
  { method: 'POST', path: '/api/engineer', body: { pin: '000000' } },
  { method: 'GET', path: '/api/me' },
  { method: 'GET', path: '/api/devices' },
  { method: 'GET', path: '/api/devices/<other>' },
  { method: 'GET', path: '/api/devices/<other>/mix' },
  { method: 'DELETE', path: '/api/devices/<other>' },
  { method: 'GET', path: '/api/mixes' },
  { method: 'GET', path: '/api/mixes/<me>' },
  { method: 'DELETE', path: '/api/mixes/<me>' },
  { method: 'GET', path: '/api/history', query: 'mix=<me>&limit=5' },
  { method: 'POST', path: '/api/command', body: { topic: 'mix/<me>', set: [{ p: 'gain', ch: 1, v: 1 }] } },
  { method: 'GET', path: '/api/presets/<me>' },
  { method: 'POST', path: '/api/presets/<me>', body: { action: 'save', name: 'Loud' } },
  { method: 'GET', path: '/api/presets/<me>/export' },
  { method: 'GET', path: '/api/setlist' },
  { method: 'GET', path: '/api/channels' },
  { method: 'GET', path: '/api/asks' },
  { method: 'GET', path: '/api/stats' },
  { method: 'POST', path: '/api/sessions', body: { name: 'Rehearsal' } },
  { method: 'GET', path: '/api/sessions' },
  { method: 'GET', path: '/api/sessions/<session>', open: true },
  { method: 'GET', path: '/api/sessions/<session>/participants' },
  { method: 'GET', path: '/api/sessions/<session>/messages' },
  { method: 'GET', path: '/api/sessions/<session>/qr.svg', open: true },
  { method: 'POST', path: '/api/sessions/<session>/join' },
  { method: 'POST', path: '/api/sessions/<session>/messages', body: { text: 'hello', kind: 'cue' } },
  { method: 'DELETE', path: '/api/sessions/<session>' },
  { method: 'GET', path: '/api/settings', desk: true },
  { method: 'GET', path: '/api/sources', desk: true },
  { method: 'PUT', path: '/api/settings', body: { name: 'Stage Box', 'backup-interval': 20 }, desk: true },
  { method: 'POST', path: '/api/source', body: { spec: 'nonsense' }, desk: true },
  { method: 'GET', path: '/api/system', desk: true },
  { method: 'POST', path: '/api/system/reboot', body: {}, desk: true },
  { method: 'POST', path: '/api/system/set-time', body: { seconds: 1_700_000_000 }, desk: true },
];

export const NATIVE_MESSAGES: readonly { readonly [key: string]: Json }[] = [
  { type: 'subscribe', client_id: 'fuzz', channels: [0, 1], rf_mode: true, persistent: true, audio_format: 'int16' },
  { type: 'update_mix', channels: [0], gains: { '0': 0.5 }, pans: { '0': -0.5 } },
  { type: 'update_mix', gains: { '0': 4, '1': 0 } },
  { type: 'heartbeat', id: 7 },
  { type: 'get_client_state' },
  { type: 'time', t0: 123.5, id: 'a' },
  { type: 'report', fillMs: 20, targetMs: 30, underruns: 0 },
  { type: 'audio', audio: { frames: 240, format: 'int16', transport: 'tcp', redundancy: 'none', enabled: true } },
  { type: 'audio', audio: { frames: 128, format: 'float32', transport: 'udp', redundancy: 'xor', group: 4 } },
  { type: 'audio', audio: { codec: 'opus', frames: 240, transport: 'udp', copies: 2, adapt: true } },
  { type: 'publish', topic: 'sb/1/cmd/ping', payload: { op: 'n1', t: 5 }, id: 1 },
  { type: 'publish', topic: 'sb/1/cmd/mix/<me>', payload: { op: 'n2', set: [{ p: 'gain', ch: 1, v: 0.5 }] } },
  { type: 'subscribe', topics: ['sb/1/mix/+/delta', 'sb/1/devices/list'], id: 'sub' },
  { type: 'unsubscribe', topics: ['sb/1/mix/+/delta'] },
];

export const HELLO: { readonly [key: string]: Json } = {
  type: 'handshake',
  client_id: 'fuzz-1',
  device_uuid: 'fuzz-1',
  device_name: 'Pixel',
  client_type: 'android',
  protocol_version: 2,
  rf_mode: true,
  persistent: true,
  audio_format: 'int16',
};

export const REPORT: { readonly [key: string]: Json } = {
  t0: 12.5,
  fillMs: 22,
  targetMs: 30,
  underruns: 1,
  hidden: false,
};
