/** The third step of control: the door that every change goes through, and who is here. */
import { Door } from '../commands/door.js';
import { TokenIndex } from '../devices/token-index.js';
import { AfterCommit } from '../presence/after-commit.js';
import { Directory } from '../presence/directory.js';
import { Housekeeping } from '../presence/housekeeping.js';
import { Newcomers } from '../presence/newcomers.js';
import type { Publishing } from './publishing.js';
import type { Storage } from './storage.js';

export interface Rules {
  readonly tokens: TokenIndex;
  readonly door: Door;
  readonly newcomers: Newcomers;
  readonly directory: Directory;
  readonly housekeeping: Housekeeping;
}

export function createRules(storage: Storage, publishing: Publishing): Rules {
  const { clock, keeper, notes, log } = storage;
  const { live, audio, outlets, announcer, hearing, channels } = publishing;
  const { state } = keeper;
  const onFault = storage.faults.sink;
  const tokens = new TokenIndex(state);
  const { announce } = new AfterCommit({ keeper, tokens, live, audio, outlets, announcer, hearing });
  const door = new Door({
    state,
    saver: () => keeper.saver,
    ops: () => keeper.ops,
    channels,
    isConnected: (uuid) => live.isConnected(uuid),
    clock,
    announce,
    onFault: (error) => onFault('a command', error),
  });
  const newcomers = new Newcomers();
  const directory = new Directory({
    state,
    door,
    newcomers,
    tokens,
    live,
    onPresence: (uuid) => {
      if (!live.connections(uuid).mqtt) hearing.gone(uuid);
      announcer.presence(uuid, clock.now());
    },
  });
  const { note } = notes;
  const housekeeping = new Housekeeping({ keeper, clock, door, tokens, live, announcer, note, log, onFault });
  return { tokens, door, newcomers, directory, housekeeping };
}
