/** `GET /api/radio`: what the radio's budget knows, for engineers; and its figures for `/api/health`. Main thread. */
import type { ApiRoute } from '../../control/http/api.js';
import { AIR_LIMIT } from '../../control/radio/air-plan.js';
import { jsonReply } from '../../net/json-reply.js';
import type { AirShare, RadioAnswer } from '../../wire/answers.js';
import type { AirBudget, AirSeat } from './air-budget.js';
import type { RadioReader } from './radio-reader.js';

/** Figures that name nobody. */
export interface AirFigures {
  readonly known: boolean;
  /** Parts of all air: what listeners may take, and take. */
  readonly limit: number;
  readonly total: number;
  /** Part of the time in which the channel was busy; absent if the driver does not count. */
  readonly busy?: number;
  readonly listeners: number;
  readonly refusals: number;
}

type Reader = Pick<RadioReader, 'known' | 'busy'>;

export function airFigures(budget: AirBudget, { known, busy }: Reader): AirFigures {
  return {
    known,
    limit: AIR_LIMIT,
    total: rounded(budget.total),
    ...(busy === undefined ? {} : { busy: rounded(busy) }),
    listeners: budget.seats.length,
    refusals: budget.refusals,
  };
}

export function radioRoutes(budget: AirBudget, reader: Reader, nowMs: () => number): readonly ApiRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/radio',
      access: 'engineer',
      handle: () => jsonReply<RadioAnswer>(radioAnswer(budget, reader, nowMs())),
    },
  ];
}

export function radioAnswer(budget: AirBudget, reader: Reader, nowMs: number): RadioAnswer {
  const { listeners: _count, ...figures } = airFigures(budget, reader);
  const listeners = budget.seats.map(shareOf).sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const refused = budget.refused.map(({ device, atMs, safe }) => ({ device, agoMs: Math.round(nowMs - atMs), safe }));
  return { ...figures, listeners, refused };
}

function shareOf({ heard, listener, share }: AirSeat): AirShare {
  const { device, kind, transport, codec, frames, copies, adapt } = heard;
  const { link } = listener;
  return {
    device,
    kind,
    transport,
    codec,
    frames,
    copies,
    adapt,
    share: share === undefined ? null : rounded(share),
    ...(link === undefined
      ? {}
      : { rateMbps: Math.round(link.rate.mbps * 10) / 10, retries: rounded(link.retries), weak: link.weak }),
    ...(link?.signalDbm === undefined ? {} : { signalDbm: link.signalDbm }),
    ...(link?.measuredShare === undefined ? {} : { measuredShare: rounded(link.measuredShare) }),
  };
}

/** To a hundredth of a percent. */
const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;
