/** Every door that is tested in process. */
import { ControlRig } from '../control-rig.js';
import type { Door } from '../door.js';
import { fileDoors } from './files.js';
import { httpDoors } from './http.js';
import { mqttDoor } from './mqtt.js';
import { soundDoors } from './sound.js';
import { wordsDoor } from './words.js';

/** One control plane for all doors that need it: made on first use, and made again after `spoilt`. */
export function inProcessDoors(): { readonly doors: readonly Door[]; spoilt(): Promise<void>; stop(): Promise<void> } {
  let rig: Promise<ControlRig> | undefined;
  const needed = (): Promise<ControlRig> => {
    rig ??= ControlRig.make();
    return rig;
  };
  const stop = async (): Promise<void> => {
    const made = rig;
    rig = undefined;
    await (await made)?.stop();
  };
  return {
    doors: [...httpDoors(needed), mqttDoor(needed), ...soundDoors, ...fileDoors(needed), wordsDoor],
    spoilt: stop,
    stop,
  };
}
