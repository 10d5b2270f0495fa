/** Makes the radio's budget, and what the app shows of it. Main thread. */
import type { ListenerAuthority } from '../../audio/engine-api.js';
import { monotonicMs } from '../../base/clock.js';
import type { Control } from '../../control/control-api.js';
import type { ApiRoute } from '../../control/http/api.js';
import type { Lifecycle } from '../process/lifecycle.js';
import { AirBudget, type AirEngine } from './air-budget.js';
import { type AirFigures, airFigures, radioRoutes } from './radio-api.js';
import { RadioReader } from './radio-reader.js';

export interface Air {
  /** Control's authority, which also asks whether the radio has room. */
  readonly authority: ListenerAuthority;
  attach(engine: AirEngine): void;
  figures(): AirFigures;
  routes(): readonly ApiRoute[];
}

export function startAir({ authority, note, onFault }: Control, life: Lifecycle): Air {
  const reader = new RadioReader();
  const standingOf = (device: string) => authority.standingOf?.(device) ?? 'newcomer';
  const budget = new AirBudget({ reader, standingOf, note, onFault });
  life.started('the air', 100, async () => {
    budget.stop();
    reader.stop();
  });
  return {
    authority: { ...authority, roomInAir: (asking) => budget.admit(asking) },
    attach: (engine) => budget.attach(engine),
    figures: () => airFigures(budget, reader),
    routes: () => radioRoutes(budget, reader, monotonicMs),
  };
}
