/** Commands of presets, the setlist, sessions and wishes. */
import { ControlError } from '../errors.js';
import { cleanName } from '../names.js';
import {
  changePreset,
  copyMix,
  deletePreset,
  goToSong,
  importPresets,
  recallPreset,
  savePreset,
  setlist,
  setSongs,
} from '../presets.js';
import { answerAsk, closeSession, createSession, joinSession, leaveSession, makeAsk, say } from '../sessions.js';
import { BOX } from '../state.js';
import { newId, newSessionId } from '../tokens.js';
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
    meaning: 'keeps the present mix; with `id` over that preset',
    run: (draft, uuid, payload) => ({ id: savePreset(draft, uuid, payload, newId()) }),
  }),
  preset({
    action: 'recall',
    fields: 'id',
    meaning: 'the preset’s mix comes into force',
    run(draft, uuid, { id }) {
      recallPreset(draft, uuid, id);
      return undefined;
    },
  }),
  preset({
    action: 'rename',
    fields: 'id, name',
    meaning: 'another name',
    run(draft, uuid, { id, name }) {
      changePreset(draft, uuid, id, { name: cleanName(name) });
      return undefined;
    },
  }),
  preset({
    action: 'lock',
    fields: 'id, locked',
    meaning: 'against overwriting and deleting',
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
    meaning: 'another’s mix, my own channels swapped in for his; my master stays',
    run(draft, uuid, { from }) {
      copyMix(draft, uuid, from);
      return undefined;
    },
  }),
  preset({
    action: 'import',
    fields: 'file',
    meaning: 'adds the presets of an exported file, checked whole first',
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
    meaning: 'the songs in order; ids of songs that stay are kept',
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
    meaning: 'musicians may press next and previous',
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
      meaning: 'goes to a song; whoever has a preset for it gets it',
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
    meaning: 'a new session with a short id',
    run: (draft, _target, { name }) => ({ id: createSession(draft, name, newSessionId) }),
  },
  session({
    action: 'join',
    who: 'anyone',
    fields: '',
    meaning:
      'comes in; twice is no fault. In commands and addresses the id may be in small letters, topics have capitals',
    run(draft, id) {
      joinSession(draft, id, draft.actor.uuid);
      return { id };
    },
  }),
  session({
    action: 'leave',
    who: 'anyone',
    fields: '',
    meaning: 'goes',
    run(draft, id) {
      leaveSession(draft, id, draft.actor.uuid);
      return { id };
    },
  }),
  session({
    action: 'message',
    who: 'anyone',
    fields: 'text',
    meaning: 'says something to all in it (participants only)',
    run: (draft, id, { text }) => ({ n: say(draft, id, 'message', text) }),
  }),
  session({
    action: 'cue',
    who: 'anyone',
    fields: 'text',
    meaning: 'a message the pages show large (participants only)',
    run: (draft, id, { text }) => ({ n: say(draft, id, 'cue', text) }),
  }),
  session({
    action: 'close',
    who: 'maker',
    fields: '',
    meaning: 'ends it',
    run(draft, id) {
      closeSession(draft, id);
      return { id };
    },
  }),
];

const ask = (row: Omit<CommandRow, 'kind' | 'about'>): CommandRow => ({ kind: 'ask', about: 'device', ...row });

const askCommands: readonly CommandRow[] = [
  ask({
    action: 'ask',
    who: 'owner',
    fields: 'ch?, p?, v?, text?',
    meaning: 'what I would like in my mix, in words or as a value',
    run(draft, uuid, payload) {
      const id = newId();
      makeAsk(draft, uuid, payload, id);
      return { id };
    },
  }),
  ask({
    action: 'accept',
    who: 'engineer',
    fields: 'id',
    meaning: 'does it: the value is set',
    run(draft, uuid, { id }) {
      answerAsk(draft, uuid, id, true);
      return undefined;
    },
  }),
  ask({
    action: 'decline',
    who: 'engineer',
    fields: 'id',
    meaning: 'does not',
    run(draft, uuid, { id }) {
      answerAsk(draft, uuid, id, false);
      return undefined;
    },
  }),
];

export const bandCommands: readonly CommandRow[] = [
  ...presetCommands,
  ...setlistCommands,
  ...sessionCommands,
  ...askCommands,
];
