/** Commands about the engineer's snapshots. */
import { newId } from '../devices/tokens.js';
import { deleteScene, recallScene, saveScene, undoScene } from '../scenes/scenes.js';
import { command } from './command.js';

const engineer = (meaning: string) => ({ about: 'nothing', who: 'engineer', meaning }) as const;

export const sceneCommands = [
  command(
    'scene save',
    engineer('keeps all mixes, the channels and the house mix under a name; with `id`, in place of that snapshot'),
    (draft, _target, { name, id }) => ({ id: saveScene(draft, name, id ?? null, newId()) }),
  ),
  command(
    'scene recall',
    engineer('brings all of a snapshot back; locked mixes and devices that it does not know stay as they are'),
    (draft, _target, { id }) => recallScene(draft, id),
  ),
  command('scene undo', engineer('takes the last recall back, or makes it again'), undoScene),
  command('scene delete', engineer('removes the snapshot'), (draft, _target, { id }) => deleteScene(draft, id)),
];
