/** The parts of a running box that several files of the app deal with. */
import type { Engine } from '../audio/engine-api.js';
import type { Control } from '../control/control-api.js';
import type { Liveness } from './process/liveness.js';
import type { Air } from './radio/start-air.js';
import type { Remote } from './remote/remote.js';

export interface Parts {
  readonly control: Control;
  readonly engine: Engine;
  readonly liveness: Liveness;
  readonly air: Air;
  readonly remote: Remote;
}
