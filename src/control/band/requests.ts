/** Requests of musicians to the engineer (`ask` on the wire and in the store). Pure over a draft. */

import { claim } from '../../base/places.js';
import { parse } from '../../wire/check.js';
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import { MAX_ALL_REQUESTS, MAX_REQUESTS } from '../../wire/limits.js';
import type { Ask } from '../../wire/messages.js';
import { channelOf } from '../../wire/values.js';
import { deviceOf, displayName } from '../devices/registry.js';
import { claimOf } from '../devices/standing.js';
import { changeMix } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';

const checkChannel = (draft: Draft, ch: number): number => parse(channelOf(draft.channels), ch, 'ch');

/** A musician's request about their mix, which the engineer can fulfil with one tap. */
export function makeRequest(draft: Draft, uuid: string, wanted: CommandPayload<'ask ask'>, id: string): void {
  const { ch = null, p = null, v = null, text = '' } = wanted;
  if ([...draft.rows('ask')].filter(([, request]) => request.uuid === uuid).length >= MAX_REQUESTS)
    throw new ControlError('too_many', `at most ${MAX_REQUESTS} open requests`, { allowed: { max: MAX_REQUESTS } });
  const open = [...draft.rows('ask')].map(([key, request]) => claimOf(draft, request.uuid, key));
  const verdict = claim(open, claimOf(draft, uuid, id), { limit: MAX_ALL_REQUESTS, share: MAX_ALL_REQUESTS / 2 });
  if (!verdict.ok)
    throw new ControlError('too_many', `at most ${MAX_ALL_REQUESTS} open requests`, {
      allowed: { max: MAX_ALL_REQUESTS },
    });
  for (const { key } of verdict.displaced) draft.remove('ask', key);
  draft.put('ask', id, {
    id,
    uuid,
    ch,
    p,
    v: p === null ? null : v,
    text,
    at: draft.at,
    rev: draft.rev,
  });
}

/** Answers a request. Accepting a request with a value sets that value. */
export function answerRequest(draft: Draft, uuid: string, id: string, accept: boolean): void {
  const request = draft.get('ask', id);
  if (!request || request.uuid !== uuid)
    throw new ControlError('no_such_ask', 'that request was answered already', { path: 'id' });
  draft.remove('ask', request.id);
  draft.effects.push({ type: 'answered', id: request.id, uuid, accepted: accept });
  if (!accept || request.p === null) return;
  // The interface may have fewer inputs than when the request was made. Then the request stays open, until it can be
  // accepted or is declined.
  if (request.ch !== null) checkChannel(draft, request.ch);
  changeMix(
    draft,
    uuid,
    [
      request.p === 'master'
        ? { p: request.p, v: request.v as number }
        : { p: request.p, ch: request.ch!, v: request.v! },
    ],
    'ask',
  );
}

/** The open requests, oldest first. */
export function requestsView(reader: Reader): Ask[] {
  const asks = [...reader.rows('ask')].map(([, request]) => ({
    ...request,
    name: reader.get('device', request.uuid) ? displayName(deviceOf(reader, request.uuid)) : '',
  }));
  return asks.sort((a, b) => (a.rev ?? 0) - (b.rev ?? 0) || a.at - b.at);
}
