/** Commands about presets, the setlist, band sessions and requests (`ask` on the wire). */
import { ControlError } from '../../wire/errors.js';
import { answerRequest, makeRequest } from '../band/requests.js';
import { closeSession, createSession, joinSession, leaveSession, say } from '../band/sessions.js';
import { goToSong, setlist, setSongs } from '../band/setlist.js';
import { newId, newSessionId } from '../devices/tokens.js';
import { copyMix } from '../presets/copy-mix.js';
import { importPresets } from '../presets/preset-file.js';
import { changePreset, deletePreset, recallPreset, savePreset } from '../presets/presets.js';
import { cleanName } from '../state/names.js';
import { BOX } from '../state/state.js';
import type { CommandRow } from './command.js';

const flag = (value: unknown, path: string): boolean => {
  if (typeof value !== 'boolean')
    throw new ControlError('bad_value', `${path} must be true or false`, { path, allowed: { type: 'boolean' } });
  return value;
};

const preset = (row: Omit<CommandRow, 'kind' | 'about' | 'who'>): CommandRow => ({
  kind: 'preset',
  about: 'device',
  who: 'owner',
  ...row,
});

const presetCommands: readonly CommandRow[] = [
  preset({
    action: 'save',
    fields: 'name, song?, id?, ifRev?',
    meaning: 'saves the present mix; with `id`, overwrites that preset',
    run: (draft, uuid, payload) => ({ id: savePreset(draft, uuid, payload, newId()) }),
  }),
  preset({
    action: 'recall',
    fields: 'id',
    meaning: 'makes the preset’s mix the present one',
    run(draft, uuid, { id }) {
      recallPreset(draft, uuid, id);
      return undefined;
    },
  }),
  preset({
    action: 'rename',
    fields: 'id, name',
    meaning: 'renames it',
    run(draft, uuid, { id, name }) {
      changePreset(draft, uuid, id, { name: cleanName(name) });
      return undefined;
    },
  }),
  preset({
    action: 'lock',
    fields: 'id, locked',
    meaning: 'protects it against overwriting and deleting, or (`false`) allows both again',
    run(draft, uuid, { id, locked }) {
      changePreset(draft, uuid, id, { locked: flag(locked, 'locked') });
      return undefined;
    },
  }),
  preset({
    action: 'delete',
    fields: 'id',
    meaning: 'removes it',
    run(draft, uuid, { id }) {
      deletePreset(draft, uuid, id);
      return undefined;
    },
  }),
  preset({
    action: 'copy',
    fields: 'from:<uuid>',
    meaning: 'copies another device’s mix: the own channels of both devices change places, and the master stays',
    run(draft, uuid, { from }) {
      copyMix(draft, uuid, from);
      return undefined;
    },
  }),
  preset({
    action: 'import',
    fields: 'file',
    meaning: 'adds the presets of an exported file, which is checked whole first',
    run: (draft, uuid, { file }) => ({ count: importPresets(draft, uuid, file, newId) }),
  }),
];

const setlistCommands: readonly CommandRow[] = [
  {
    kind: 'setlist',
    action: 'set',
    about: 'nothing',
    who: 'engineer',
    fields: 'songs:[{id?, name}…]',
    meaning: 'replaces the list of songs, in order; a song sent with its `id` keeps it',
    run(draft, _target, { songs }) {
      setSongs(draft, songs, newId);
      return undefined;
    },
  },
  {
    kind: 'setlist',
    action: 'allow',
    about: 'nothing',
    who: 'engineer',
    fields: 'anyone',
    meaning: 'whether musicians may change the song too',
    run(draft, _target, { anyone }) {
      draft.put('setlist', BOX, { ...setlist(draft), anyone: flag(anyone, 'anyone') });
      return undefined;
    },
  },
  ...(['next', 'previous', 'goto'] as const).map(
    (action): CommandRow => ({
      kind: 'setlist',
      action,
      about: 'nothing',
      who: 'players',
      fields: action === 'goto' ? 'index' : '',
      meaning: 'goes to a song; every device with a preset for it recalls the newest one',
      run: (draft, _target, { index }) =>
        goToSong(draft, action === 'goto' ? index : setlist(draft).index + (action === 'next' ? 1 : -1)),
    }),
  ),
];

const session = (row: Omit<CommandRow, 'kind' | 'about'>): CommandRow => ({
  kind: 'session',
  about: 'session',
  ...row,
});

const sessionCommands: readonly CommandRow[] = [
  {
    kind: 'session',
    action: 'create',
    about: 'nothing',
    who: 'anyone',
    fields: 'name?',
    meaning: 'makes a new session with a short id',
    run: (draft, _target, { name }) => ({ id: createSession(draft, name, newSessionId) }),
  },
  session({
    action: 'join',
    who: 'anyone',
    fields: '',
    meaning:
      'joins; joining twice is no error. Commands and addresses also accept the id in small letters, topics have capitals',
    run(draft, id) {
      joinSession(draft, id, draft.actor.uuid);
      return { id };
    },
  }),
  session({
    action: 'leave',
    who: 'anyone',
    fields: '',
    meaning: 'leaves the session',
    run(draft, id) {
      leaveSession(draft, id, draft.actor.uuid);
      return { id };
    },
  }),
  session({
    action: 'message',
    who: 'anyone',
    fields: 'text',
    meaning: 'sends a message to all participants (participants only)',
    run: (draft, id, { text }) => ({ n: say(draft, id, 'message', text) }),
  }),
  session({
    action: 'cue',
    who: 'anyone',
    fields: 'text',
    meaning: 'sends a message that the pages show large (participants only)',
    run: (draft, id, { text }) => ({ n: say(draft, id, 'cue', text) }),
  }),
  session({
    action: 'close',
    who: 'maker',
    fields: '',
    meaning: 'ends the session',
    run(draft, id) {
      closeSession(draft, id);
      return { id };
    },
  }),
];

const request = (row: Omit<CommandRow, 'kind' | 'about'>): CommandRow => ({ kind: 'ask', about: 'device', ...row });

const requestCommands: readonly CommandRow[] = [
  request({
    action: 'ask',
    who: 'owner',
    fields: 'ch?, p?, v?, text?',
    meaning: 'asks the engineer for a change of this mix, in words or as a value',
    run(draft, uuid, payload) {
      const id = newId();
      makeRequest(draft, uuid, payload, id);
      return { id };
    },
  }),
  request({
    action: 'accept',
    who: 'engineer',
    fields: 'id',
    meaning: 'accepts the request; the box sets its value',
    run(draft, uuid, { id }) {
      answerRequest(draft, uuid, id, true);
      return undefined;
    },
  }),
  request({
    action: 'decline',
    who: 'engineer',
    fields: 'id',
    meaning: 'declines the request',
    run(draft, uuid, { id }) {
      answerRequest(draft, uuid, id, false);
      return undefined;
    },
  }),
];

export const bandCommands: readonly CommandRow[] = [
  ...presetCommands,
  ...setlistCommands,
  ...sessionCommands,
  ...requestCommands,
];
