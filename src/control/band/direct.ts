/** Messages between engineers and musicians, outside of sessions: to one, to some, to all. Pure over a draft. */
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import { MAX_DIRECT, MAX_OWN_DIRECT, MAX_PARTICIPANTS } from '../../wire/limits.js';
import type { DirectMessage } from '../../wire/messages.js';
import { deviceOf } from '../devices/registry.js';
import type { Draft } from '../state/draft.js';
import type { DirectRecord, Reader } from '../state/state.js';

/** A message to all is also for who was here within this running time of the box, ms. */
const TONIGHT_MS = 12 * 3_600_000;

const byAge = (a: DirectRecord, b: DirectRecord): number => a.rev - b.rev;
const isEngineer = (reader: Reader, uuid: string): boolean => reader.get('device', uuid)?.role === 'engineer';

/** Sends a message. Engineers write to anybody, a musician writes to the engineers. */
export function sendDirect(draft: Draft, wanted: CommandPayload<'message send'>, id: string): void {
  const { uuid: by, name, role } = draft.actor;
  const { text, to, alert = false, re = null } = wanted;
  if (role === 'musician' && (to !== undefined || alert))
    throw new ControlError('forbidden', 'a musician writes to the engineers, without an alert', {
      path: alert ? 'alert' : 'to',
    });
  for (const uuid of to ?? []) deviceOf(draft, uuid);
  const recipients = role === 'musician' ? null : (to ?? everybody(draft, by));
  if (recipients?.length === 0) throw new ControlError('bad_value', 'nobody is here', { path: 'to' });
  makeRoom(draft, by, role === 'musician' ? MAX_OWN_DIRECT : MAX_DIRECT);
  draft.put('direct', id, { id, by, name, to: recipients, alert, re, text, at: draft.at, rev: draft.rev, seen: [] });
}

/** Notes that the author of the draft has seen these messages. Ignores those that are gone, or for others. */
export function seeDirect(draft: Draft, ids: readonly string[]): void {
  const { uuid } = draft.actor;
  for (const id of ids) {
    const message = draft.get('direct', id);
    if (message === undefined || !isFor(draft, message, uuid)) continue;
    if (message.seen.length >= MAX_PARTICIPANTS || message.seen.some((one) => one.uuid === uuid)) continue;
    draft.put('direct', id, { ...message, seen: [...message.seen, { uuid, at: draft.at }] });
  }
}

/** Whether a message is meant for this device. */
const isFor = (reader: Reader, { by, to }: DirectRecord, uuid: string): boolean =>
  by !== uuid && (to === null ? isEngineer(reader, uuid) : to.includes(uuid));

/** The devices that may read a message: its author, whom it is for, and every engineer. */
export function readersOfDirect(reader: Reader, { by, to }: DirectRecord): Set<string> {
  const readers = new Set([by, ...(to ?? [])]);
  for (const [uuid, { role }] of reader.rows('device')) if (role === 'engineer') readers.add(uuid);
  return readers;
}

/** What a device may read, oldest first; of `changed` only, if given. */
export function directOf(reader: Reader, uuid: string, changed?: readonly DirectRecord[]): DirectMessage[] {
  const all = changed ?? [...reader.rows('direct')].map(([, message]) => message);
  const engineer = isEngineer(reader, uuid);
  return all.filter(({ by, to }) => engineer || by === uuid || to?.includes(uuid) === true).sort(byAge);
}

/** The musicians who are connected, or were here tonight; no more than fit, the connected first. */
export function everybody(draft: Draft, but: string): string[] {
  const here = [...draft.rows('device')]
    .map(([, device]) => device)
    .filter(({ uuid, role }) => uuid !== but && role === 'musician')
    .map(({ uuid, seen = 0 }) => ({ uuid, seen: draft.isConnected(uuid) ? draft.age : seen }))
    .filter(({ uuid, seen }) => draft.isConnected(uuid) || draft.age - seen < TONIGHT_MS);
  return here
    .sort((a, b) => b.seen - a.seen)
    .slice(0, MAX_PARTICIPANTS)
    .map(({ uuid }) => uuid);
}

/** Makes room for one more of `by`: their own oldest goes first; if the box is full, the oldest of who has most. */
function makeRoom(draft: Draft, by: string, own: number): void {
  const all = [...draft.rows('direct')].map(([, message]) => message).sort(byAge);
  const mine = all.filter((message) => message.by === by);
  if (mine.length >= own) {
    draft.remove('direct', mine[0]!.id);
    return;
  }
  if (all.length < MAX_DIRECT) return;
  const counts = new Map<string, number>();
  for (const message of all) counts.set(message.by, (counts.get(message.by) ?? 0) + 1);
  const most = Math.max(...counts.values());
  draft.remove('direct', all.find((message) => counts.get(message.by) === most)!.id);
}
