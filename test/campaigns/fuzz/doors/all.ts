/** Every door that is tested in process. */
import { ControlRig } from '../control-rig.js';
import type { Door } from '../door.js';
import { fileDoors } from './files.js';
import { httpDoors } from './http.js';
import { mqttDoor } from './mqtt.js';
import { soundDoors } from './sound.js';
import { wordsDoor } from './words.js';

export interface InProcessDoors {
  readonly doors: readonly Door[];
  /** Returns the control plane to its initial state, so that its memory can be compared. */
  reset(): Promise<void>;
  /** The control plane's state is unknown: the next door that needs it gets a new one. */
  spoilt(): Promise<void>;
  stop(): Promise<void>;
}

/** One control plane for all doors that need it. Each batch begins with its initial state. */
export function inProcessDoors(): InProcessDoors {
  let rig: ControlRig | undefined;
  const stop = async (): Promise<void> => {
    const made = rig;
    rig = undefined;
    await made?.stop();
  };
  const needed = async (): Promise<ControlRig> => {
    if (rig !== undefined && (await rig.reset())) return rig;
    await stop();
    rig = await ControlRig.make();
    return rig;
  };
  return {
    doors: [...httpDoors(needed), mqttDoor(needed), ...soundDoors, ...fileDoors(needed), wordsDoor],
    reset: async () => void (await needed()),
    spoilt: stop,
    stop,
  };
}
