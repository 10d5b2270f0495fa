/** Band sessions: a short id, participants and messages. Pure over a draft. */

import { type Claim, claim, STANDINGS } from '../../base/places.js';
import { ControlError } from '../../wire/errors.js';
import { MAX_MESSAGES, MAX_OWN_SESSIONS, MAX_PARTICIPANTS, MAX_SESSIONS } from '../../wire/limits.js';
import type { Participants, SessionList } from '../../wire/messages.js';
import { deviceOf, displayName } from '../devices/registry.js';
import { claimOf, standingOf } from '../devices/standing.js';
import type { Draft } from '../state/draft.js';
import type { MessageRecord, Reader, SessionRecord } from '../state/state.js';

export function sessionOf(reader: Reader, id: string): SessionRecord {
  const found = reader.get('session', id);
  if (!found) throw new ControlError('no_such_session', `no session ${id}`);
  return found;
}

/**
 * Finds a session by an id that a person typed, in capitals or small letters. Records and topics have capitals.
 * Throws `no_such_session` if there is none.
 */
export function sessionCalled(reader: Reader, typed: string): SessionRecord {
  return reader.get('session', typed) ?? sessionOf(reader, typed.toUpperCase());
}

export function createSession(draft: Draft, name: string | null, newId: () => string): string {
  makeRoom(draft);
  let id = newId();
  while (draft.get('session', id)) id = newId();
  draft.put('session', id, {
    id,
    name: name ?? `Session ${id}`,
    by: draft.actor.uuid,
    at: draft.at,
    rev: draft.rev,
    made: draft.rev,
    participants: [],
    next: 0,
  });
  return id;
}

/**
 * Makes room for one more session. A musician with MAX_OWN_SESSIONS loses a session without other participants, the
 * longest unchanged. If the box is full, the session with the worst claim ends. Throws `too_many`.
 */
function makeRoom(draft: Draft): void {
  const { uuid, role } = draft.actor;
  const sessions = [...draft.rows('session')].map(([, session]) => session).sort((a, b) => a.rev - b.rev);
  const own = sessions.filter(({ by }) => by === uuid);
  if (role === 'musician' && own.length >= MAX_OWN_SESSIONS) {
    const empty = own.find((session) => isEmpty(session, (one) => one !== uuid && draft.isConnected(one)));
    if (empty === undefined)
      throw new ControlError('too_many', `at most ${MAX_OWN_SESSIONS} sessions of one musician`, {
        allowed: { max: MAX_OWN_SESSIONS },
      });
    closeSession(draft, empty.id);
    return;
  }
  const verdict = claim(
    sessions.map((session) => sessionClaim(draft, session)),
    claimOf(draft, uuid, 'new'),
    { limit: MAX_SESSIONS, share: MAX_SESSIONS / 2 },
  );
  if (!verdict.ok)
    throw new ControlError('too_many', `at most ${MAX_SESSIONS} sessions`, { allowed: { max: MAX_SESSIONS } });
  for (const { key } of verdict.displaced) closeSession(draft, key);
}

/** Whether none of its participants is connected. */
export const isEmpty = (session: SessionRecord, isConnected: (uuid: string) => boolean): boolean =>
  !session.participants.some(({ uuid }) => isConnected(uuid));

/** A session has the standing of its best connected participant; without one it is `unproven`. */
function sessionClaim(draft: Draft, { id, by, participants }: SessionRecord): Claim {
  const here = participants.filter(({ uuid }) => draft.isConnected(uuid)).map(({ uuid }) => standingOf(draft, uuid));
  return { ...claimOf(draft, by, id), standing: STANDINGS.find((standing) => here.includes(standing)) ?? 'unproven' };
}

/** Joins a session. Joining twice is no error, and the list has each participant once. */
export function joinSession(draft: Draft, id: string, uuid: string): void {
  const session = sessionOf(draft, id);
  deviceOf(draft, uuid);
  const already = session.participants.some((participant) => participant.uuid === uuid);
  const participants = already ? session.participants : [...roomFor(draft, session, uuid), { uuid, since: draft.at }];
  draft.put('session', id, { ...session, participants, rev: draft.rev });
  draft.effects.push({ type: 'here', uuid });
  if (!already) draft.effects.push({ type: 'joined', session: id, uuid });
}

/** The participants that stay when one more joins. A full session loses an absent one, or the worst claim. */
function roomFor(draft: Draft, session: SessionRecord, uuid: string): SessionRecord['participants'] {
  const claims = session.participants.map((each): Claim => {
    const found = claimOf(draft, each.uuid, each.uuid);
    return draft.isConnected(each.uuid) ? found : { ...found, standing: 'unproven' };
  });
  const scarce = { limit: MAX_PARTICIPANTS, share: MAX_PARTICIPANTS / 2 };
  const verdict = claim(claims, claimOf(draft, uuid, uuid), scarce);
  if (!verdict.ok)
    throw new ControlError('too_many', `at most ${MAX_PARTICIPANTS} participants`, {
      allowed: { max: MAX_PARTICIPANTS },
    });
  const gone = new Set(verdict.displaced.map(({ key }) => key));
  return session.participants.filter((each) => !gone.has(each.uuid));
}

export function leaveSession(draft: Draft, id: string, uuid: string): void {
  const session = sessionOf(draft, id);
  draft.put('session', id, {
    ...session,
    participants: session.participants.filter((participant) => participant.uuid !== uuid),
    rev: draft.rev,
  });
}

export function closeSession(draft: Draft, id: string): void {
  const session = sessionOf(draft, id);
  for (let slot = 0; slot < Math.min(session.next, MAX_MESSAGES); slot++) draft.remove('message', `${id}/${slot}`);
  draft.remove('session', id);
}

export function say(draft: Draft, id: string, kind: MessageRecord['kind'], text: string): number {
  const session = sessionOf(draft, id);
  const { uuid: by, name, role } = draft.actor;
  if (role === 'musician' && !session.participants.some((participant) => participant.uuid === by))
    throw new ControlError('not_joined', 'join the session first');
  const n = session.next;
  draft.put('message', `${id}/${n % MAX_MESSAGES}`, { n, by, name, kind, text, at: draft.at });
  draft.put('session', id, { ...session, next: n + 1 });
  draft.effects.push({ type: 'message', session: id, n });
  return n;
}

/** A session's messages, oldest first. */
export function messagesOf(reader: Reader, id: string): MessageRecord[] {
  const { next } = sessionOf(reader, id);
  const found: MessageRecord[] = [];
  for (let n = Math.max(0, next - MAX_MESSAGES); n < next; n++) {
    const message = reader.get('message', `${id}/${n % MAX_MESSAGES}`);
    if (message?.n === n) found.push(message);
  }
  return found;
}

/**
 * The participants as MQTT and HTTP show them: devices that joined and did not leave. A device that loses its
 * connection is not listed until it is back.
 */
export function participantsView(
  reader: Reader,
  id: string,
  isAway: (uuid: string) => boolean,
  isActive: (uuid: string) => boolean,
): Participants {
  const session = sessionOf(reader, id);
  const participants = session.participants.flatMap(({ uuid, since }) => {
    const device = reader.get('device', uuid);
    return device && !isAway(uuid) ? [{ uuid, name: displayName(device), active: isActive(uuid), since }] : [];
  });
  return { id, rev: session.rev, count: participants.length, participants };
}

export function sessionsView(reader: Reader, isAway: (uuid: string) => boolean): SessionList['sessions'] {
  const rows = [...reader.rows('session')].sort(([, a], [, b]) => (a.made ?? 0) - (b.made ?? 0) || a.at - b.at);
  return rows.map(([id, { name, by, at, participants }]) => ({
    id,
    name,
    count: participants.filter(({ uuid }) => reader.get('device', uuid) && !isAway(uuid)).length,
    by,
    at,
  }));
}
