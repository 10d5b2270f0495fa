/** What `docs/protocol.md` says of each topic that the box sends. The compiler holds the fields to the types. Pure. */
import { CHANNEL_PARAMETERS } from './parameters.js';
import type { MessageOf, TopicName } from './topics.js';

/**
 * Each field of a message with what the page writes after its name: nothing, `?` if it may be absent, and its form:
 * `?:true`.
 */
type FieldDocs<M> = { readonly [K in keyof M]-?: string };

export interface MessageDocs<M> {
  readonly fields: FieldDocs<M>;
  /** When it comes, and what its fields mean. */
  readonly meaning: string;
}

const MIX_CHANNELS = `:[{index, ${CHANNEL_PARAMETERS.join(', ')}}…]`;
const CHANGED = 'on subscribe and after each change';
const PACED = 'on subscribe and after changes, ten times a second at most';

export const MESSAGE_DOCS: { readonly [N in TopicName]: MessageDocs<MessageOf<N>> } = {
  reply: {
    fields: {
      op: '',
      ok: '',
      rev: '?',
      durable: '?',
      code: '?',
      message: '?',
      path: '?',
      allowed: '?',
      current: '?',
      retryAfterMs: '?',
      id: '?',
      count: '?',
      groups: '?',
      index: '?',
      locked: '?',
      undone: '?',
      redone: '?',
      phoneCode: '?',
      forMs: '?',
      standsIn: '?',
      from: '?',
      n: '?',
      t: '?',
      now: '?',
      wall: '?',
    },
    meaning: 'replies, see above. Only the device itself may subscribe',
  },
  mixSnapshot: {
    fields: { uuid: '', rev: '', epoch: '', channels: MIX_CHANNELS, master: '' },
    meaning: 'on subscribe, on `cmd/snapshot`, and after a change that has no delta',
  },
  mixDelta: {
    fields: {
      rev: '',
      prev: '',
      set: ':[{p, ch?, v}…]',
      by: '',
      op: '',
      source: '',
      at: '',
      name: '',
      role: '',
      why: '',
    },
    meaning: 'each accepted change; `prev` is the revision of this mix before it',
  },
  devicesList: {
    fields: { rev: '', now: '', devices: ':[Device…]' },
    meaning: 'on subscribe, in the engineer’s order',
  },
  devicesDelta: {
    fields: { rev: '', changed: ':[Device…]', removed: ':[uuid…]', at: '' },
    meaning: 'devices that changed, came or went',
  },
  welcome: {
    fields: {
      uuid: '',
      name: '',
      role: '',
      restored: '',
      reconnections: '',
      rev: '',
      epoch: '',
      sendMix: '',
    },
    meaning:
      'on subscribe, to the device itself only. `restored`: a known device, its mix was brought back. `sendMix`: the store was damaged, and nobody has set this mix since. Send what you have of it, as one `cmd/mix`',
  },
  presets: {
    fields: { uuid: '', rev: '', now: '', presets: ':[{id, name, song, locked, at, rev}…]' },
    meaning: CHANGED,
  },
  offer: {
    fields: { uuid: '', now: '', offer: ':null or {id, by, name, set:[{p, ch?, v}…], state, heard, at}' },
    meaning: `${CHANGED}; \`state\` is "open", "taken" or "refused", \`heard\`: this musician hears it now`,
  },
  scenes: {
    fields: { now: '', scenes: ':[{id, name, by, at, rev}…]', before: ':null or {name, at}' },
    meaning: `${CHANGED}; \`before\`: the last recall, which \`scene undo\` takes back`,
  },
  setlist: {
    fields: { rev: '', songs: ':[{id, name}…]', index: '', anyone: '', canUndo: '' },
    meaning: `${CHANGED}; \`index\` −1: none yet`,
  },
  history: {
    fields: { uuid: '', now: '', entries: ':[Entry… newest first]', canUndo: '', canRedo: '', more: '?:true' },
    meaning:
      'on subscribe the newest 60 entries, fewer where they hold more than 2,000 changes (`GET /api/history?mix=` has all); after each change, with `more`, only the entries it changed: the newest, and the one an undo or redo marked',
  },
  sessions: { fields: { now: '', sessions: ':[{id, name, count, by, at}…]' }, meaning: PACED },
  participants: {
    fields: {
      id: '',
      rev: '?',
      now: '?',
      count: '',
      participants: ':[{uuid, name, active, since}…]',
      closed: '?:true',
    },
    meaning: `${CHANGED}; at its end with \`closed\` and without \`rev\` and \`now\``,
  },
  messages: {
    fields: { id: '', now: '', messages: ':[Message…]' },
    meaning: 'to participants and engineers only, on subscribe and on joining; oldest first, at most 200',
  },
  message: {
    fields: { n: '', by: '', name: '', kind: ':"message"|"cue"', text: '', at: '' },
    meaning: 'each new Message, to participants and engineers only',
  },
  inbox: {
    fields: { uuid: '', now: '', messages: ':[{id, by, name, to, alert, re, text, at, rev, seen}…]', more: '?:true' },
    meaning:
      'to the device itself only: what it sent and what is for it, and for an engineer all; on subscribe whole, oldest first, then with `more` what is new or changed. `to`: uuids, or null for the engineers; `seen:[{uuid, at}…]`',
  },
  strip: {
    fields: { index: '', rev: '', strip: '' },
    meaning: `${CHANGED} of this input’s strip; \`strip\` has every field of \`cmd/strip\``,
  },
  boxInfo: {
    fields: {
      name: '',
      serial: '',
      version: '',
      sampleRate: '',
      periodFrames: '',
      source: '',
      channels: ':[{index, name, color, icon}…]',
      audio: ':{port, path}',
      native: ':{port}',
      mqtt: ':{port, wsPath}',
      tls: '?:{webPort, audioPort}',
      epoch: '',
    },
    meaning: 'the body of `GET /api/box`',
  },
  boxChannels: {
    fields: {
      rev: '',
      order: ':[n…]',
      channels: ':[{index, name, color, icon, link, trimDb, compensationDb}…]',
    },
    meaning: '`link`: the partner’s index or null',
  },
  boxMeters: {
    fields: { t: '', peak: ':[…]', rms: ':[…]', buses: ':{<uuid>:{l, r, red}}' },
    meaning: 'about 15 a second while somebody subscribes; linear, `red` = limiter’s gain reduction in dB',
  },
  boxReductions: {
    fields: { t: '', gate: ':[…]', comp: ':[…]' },
    meaning: 'about 15 a second while somebody subscribes; dB by which each input’s gate and compressor turn it down',
  },
  boxStatus: {
    fields: {
      now: '',
      store: ':{state:"ok"|"trouble", code?, message?, unsaved}',
      source: ':{state, message?}',
      notes: ':[{at, code, message}…]',
      connected: '',
      listeners: '',
      house: ':null or {name, at}',
    },
    meaning: `${CHANGED}; \`house\`: whose mix newcomers begin with, null for the factory’s`,
  },
  boxAsks: {
    fields: {
      now: '',
      asks: ':[{id, uuid, name, ch, p, v, text, at, rev?}…]',
      answered: '?:{id, uuid, accepted, by, name}',
    },
    meaning: `${PACED}; after an answer with \`answered\`: the request that is closed, and who accepted or declined it`,
  },
  boxCheck: {
    fields: { now: '', check: ':null or {id, by, name, at, people:[{uuid, heardAt, listening}…]}' },
    meaning: `${CHANGED}; the pages of these people ring until \`heardAt\` is a time`,
  },
  boxPanic: {
    fields: { rev: '', level: ':"off"|"dim"|"mute"', by: '', name: '', at: '' },
    meaning: `${CHANGED}; \`by\`, \`name\` and \`at\` are \`null\` when off`,
  },
};
