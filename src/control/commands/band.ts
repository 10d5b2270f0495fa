/** Commands about presets, the setlist, band sessions and requests (`ask` on the wire). */
import { answerRequest, makeRequest } from '../band/requests.js';
import { closeSession, createSession, joinSession, leaveSession, say } from '../band/sessions.js';
import { goToSong, setlist, setSongs, undoSongs } from '../band/setlist.js';
import { newId, newSessionId } from '../devices/tokens.js';
import { copyMix } from '../presets/copy-mix.js';
import { importPresets } from '../presets/preset-file.js';
import { changePreset, deletePreset, recallPreset, savePreset } from '../presets/presets.js';
import { BOX } from '../state/state.js';
import { command } from './command.js';

const preset = (meaning: string) => ({ about: 'device', who: 'sharer', meaning }) as const;

const presetCommands = [
  command('preset save', preset('saves the present mix; with `id`, overwrites that preset'), (draft, uuid, wanted) => ({
    id: savePreset(draft, uuid, wanted, newId()),
  })),
  command('preset recall', preset('makes the preset’s mix the present one'), (draft, uuid, { id }) =>
    recallPreset(draft, uuid, id),
  ),
  command('preset rename', preset('renames it'), (draft, uuid, { id, name }) =>
    changePreset(draft, uuid, id, { name }),
  ),
  command(
    'preset lock',
    preset('protects it against overwriting and deleting, or (`false`) allows both again'),
    (draft, uuid, { id, locked }) => changePreset(draft, uuid, id, { locked }),
  ),
  command('preset delete', preset('removes it'), (draft, uuid, { id }) => deletePreset(draft, uuid, id)),
  command(
    'preset copy',
    preset('copies another device’s mix: the own channels of both devices change places, and the master stays'),
    (draft, uuid, { from }) => copyMix(draft, uuid, from),
  ),
  command(
    'preset import',
    preset('adds the presets of an exported file, which is checked whole first'),
    (draft, uuid, { file }) => ({ count: importPresets(draft, uuid, file, newId) }),
  ),
];

const song = {
  about: 'nothing',
  who: 'players',
  meaning: 'goes to a song; every device with a preset for it recalls the newest one',
} as const;

const setlistCommands = [
  command(
    'setlist set',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'replaces the list of songs, in order; a song sent with its `id` keeps it',
    },
    (draft, _target, { songs }) => setSongs(draft, songs, newId),
  ),
  command(
    'setlist undo',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'takes the last change of the list back, with the songs of presets, or makes it again',
    },
    (draft) => undoSongs(draft),
  ),
  command(
    'setlist allow',
    { about: 'nothing', who: 'engineer', meaning: 'whether musicians may change the song too' },
    (draft, _target, { anyone }) => draft.put('setlist', BOX, { ...setlist(draft), anyone }),
  ),
  command('setlist next', song, (draft) => goToSong(draft, setlist(draft).index + 1)),
  command('setlist previous', song, (draft) => goToSong(draft, setlist(draft).index - 1)),
  command('setlist goto', song, (draft, _target, { index }) => goToSong(draft, index)),
];

const session = (meaning: string, who: 'anyone' | 'maker' = 'anyone') => ({ about: 'session', who, meaning }) as const;

const sessionCommands = [
  command(
    'session create',
    { about: 'nothing', who: 'anyone', meaning: 'makes a new session with a short id' },
    (draft, _target, { name }) => ({ id: createSession(draft, name ?? null, newSessionId) }),
  ),
  command(
    'session join',
    session(
      'joins; joining twice is no error. Commands and addresses also accept the id in small letters, topics have capitals',
    ),
    (draft, id) => {
      joinSession(draft, id, draft.actor.uuid);
      return { id };
    },
  ),
  command('session leave', session('leaves the session'), (draft, id) => {
    leaveSession(draft, id, draft.actor.uuid);
    return { id };
  }),
  command(
    'session message',
    session('sends a message to all participants (participants only)'),
    (draft, id, { text }) => ({ n: say(draft, id, 'message', text) }),
  ),
  command(
    'session cue',
    session('sends a message that the pages show large (participants only)'),
    (draft, id, { text }) => ({ n: say(draft, id, 'cue', text) }),
  ),
  command('session close', session('ends the session', 'maker'), (draft, id) => {
    closeSession(draft, id);
    return { id };
  }),
];

const request = (who: 'sharer' | 'engineer', meaning: string) => ({ about: 'device', who, meaning }) as const;

const requestCommands = [
  command(
    'ask ask',
    request('sharer', 'asks the engineer for a change of this mix, in words or as a value'),
    (draft, uuid, wanted) => {
      const id = newId();
      makeRequest(draft, uuid, wanted, id);
      return { id };
    },
  ),
  command('ask accept', request('engineer', 'accepts the request; the box sets its value'), (draft, uuid, { id }) =>
    answerRequest(draft, uuid, id, true),
  ),
  command('ask decline', request('engineer', 'declines the request'), (draft, uuid, { id }) =>
    answerRequest(draft, uuid, id, false),
  ),
];

export const bandCommands = [...presetCommands, ...setlistCommands, ...sessionCommands, ...requestCommands];
