/** Every command, one row each. The door, `docs/protocol.md` and the test of rights read this table. Pure. */
import { bandCommands } from './band.js';
import { channelCommands } from './channel.js';
import { checkCommands } from './checks.js';
import type { CommandRow } from './command.js';
import { deviceCommands } from './device.js';
import { historyCommands } from './history.js';
import { messageCommands } from './message.js';
import { mixCommands } from './mix.js';
import { offerCommands } from './offers.js';
import { phoneCommands } from './phones.js';
import { sceneCommands } from './scenes.js';

export const COMMANDS: readonly CommandRow[] = [
  ...mixCommands,
  ...historyCommands,
  ...deviceCommands,
  ...phoneCommands,
  ...offerCommands,
  ...checkCommands,
  ...sceneCommands,
  ...bandCommands,
  ...messageCommands,
  ...channelCommands,
];

const keyOfCommand = (kind: string, action: string | undefined) => (action === undefined ? kind : `${kind} ${action}`);

const BY_KEY = new Map(COMMANDS.map((row) => [keyOfCommand(row.kind, row.action), row]));
const KINDS = new Set(COMMANDS.map((row) => row.kind));

export const isKind = (kind: string): boolean => KINDS.has(kind);

/** Finds the row of a kind and an `action`. A kind without actions ignores `action`. */
export function findCommand(kind: string, action: unknown): CommandRow | undefined {
  return BY_KEY.get(kind) ?? (typeof action === 'string' ? BY_KEY.get(keyOfCommand(kind, action)) : undefined);
}

export const actionsOf = (kind: string): string[] =>
  COMMANDS.filter((row) => row.kind === kind).flatMap((row) => row.action ?? []);
