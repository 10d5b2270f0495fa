/** Commands about devices, their saved states and the house mix. */
import { ControlError } from '../../wire/errors.js';
import { deviceOf, forgetDevice, handOver, MAX_OWN, reorder, setRole } from '../devices/registry.js';
import { newId } from '../devices/tokens.js';
import { parseGroups } from '../mix/groups.js';
import { checkLock, mixAdmits, withLock } from '../mix/mix-lock.js';
import { houseMix, mixOf, replaceMix } from '../mix/mixes.js';
import { cleanName } from '../state/names.js';
import { BOX } from '../state/state.js';
import type { CommandRow } from './command.js';

export const deviceCommands: readonly CommandRow[] = [
  {
    kind: 'device',
    action: 'rename',
    about: 'device',
    who: 'owner',
    fields: 'name',
    meaning: 'sets the device’s own name; on another’s device an engineer sets the custom name, and `null` removes it',
    run(draft, uuid, { name }) {
      const device = deviceOf(draft, uuid);
      if (draft.actor.uuid === uuid) draft.put('device', uuid, { ...device, name: cleanName(name) });
      else draft.put('device', uuid, { ...device, customName: name === null ? null : cleanName(name) });
    },
  },
  {
    kind: 'device',
    action: 'own',
    about: 'device',
    who: 'owner',
    fields: 'channels:[n…]',
    meaning: 'sets which inputs belong to this device',
    run(draft, uuid, { channels }) {
      const fitting =
        Array.isArray(channels) && channels.length <= MAX_OWN && new Set(channels).size === channels.length;
      if (
        !fitting ||
        !channels.every((ch: unknown) => Number.isInteger(ch) && (ch as number) >= 0 && (ch as number) < draft.channels)
      ) {
        throw new ControlError(
          'bad_value',
          `channels must be at most ${MAX_OWN} different channels 0…${draft.channels - 1}`,
          { path: 'channels', allowed: { max: draft.channels - 1 } },
        );
      }
      draft.put('device', uuid, { ...deviceOf(draft, uuid), own: channels as number[] });
    },
  },
  {
    kind: 'device',
    action: 'groups',
    about: 'device',
    who: 'owner',
    fields: 'groups:[{id?, name, color, channels:[n…]}…]',
    meaning: 'replaces the list of channel groups, in order; a group sent with its `id` keeps it',
    run(draft, uuid, { groups }) {
      const device = deviceOf(draft, uuid);
      const next = parseGroups(groups, device.groups ?? [], newId);
      draft.put('device', uuid, { ...device, groups: next });
      return { groups: next.map(({ id }) => id) };
    },
  },
  {
    kind: 'device',
    action: 'clear',
    about: 'device',
    who: 'owner',
    fields: '',
    meaning: 'puts the mix back to the house mix',
    run(draft, uuid) {
      replaceMix(draft, uuid, houseMix(draft, draft.channels), 'clear');
      return { count: 1 };
    },
  },
  {
    kind: 'device',
    action: 'disconnect',
    about: 'device',
    who: 'engineer',
    fields: '',
    meaning: 'closes the device’s connections',
    run(draft, uuid) {
      draft.effects.push({ type: 'kick', uuid });
      return undefined;
    },
  },
  {
    kind: 'device',
    action: 'forget',
    about: 'device',
    who: 'engineer',
    fields: '',
    meaning: 'removes a device that is not connected, with all its data',
    run(draft, uuid) {
      if (draft.isConnected(uuid)) throw new ControlError('connected', 'the device is connected; disconnect it first');
      forgetDevice(draft, uuid);
      return undefined;
    },
  },
  {
    kind: 'device',
    action: 'role',
    about: 'device',
    who: 'engineer',
    fields: 'role:"musician"|"engineer"',
    meaning: 'gives or takes the engineer’s role',
    run(draft, uuid, { role }) {
      if (role !== 'musician' && role !== 'engineer')
        throw new ControlError('bad_value', 'role is musician or engineer', {
          path: 'role',
          allowed: ['musician', 'engineer'],
        });
      if (role === 'engineer' && !deviceOf(draft, uuid).verified)
        throw new ControlError('forbidden', 'a device without a token cannot be an engineer');
      setRole(draft, uuid, role);
    },
  },
  {
    kind: 'device',
    action: 'lock',
    about: 'device',
    who: 'engineer',
    fields: 'lock:"engineer"|"nobody"|null',
    meaning: 'locks the mix, so that only an engineer, or nobody, may change it; `null` unlocks it',
    run(draft, uuid, { lock }) {
      draft.put('device', uuid, withLock(deviceOf(draft, uuid), lock));
    },
  },
  {
    kind: 'device',
    action: 'handover',
    about: 'device',
    who: 'engineer',
    fields: 'to:<uuid>',
    meaning: 'moves mix, presets, names, own channels, groups and lock to that device',
    run(draft, uuid, { to }) {
      if (typeof to !== 'string') throw new ControlError('bad_uuid', 'to must be a device’s uuid', { path: 'to' });
      deviceOf(draft, to);
      for (const each of [uuid, to]) checkLock(draft, each);
      const mix = mixOf(draft, uuid, draft.channels)!.mix;
      handOver(draft, uuid, to);
      replaceMix(draft, to, mix, 'handover');
      replaceMix(draft, uuid, houseMix(draft, draft.channels), 'clear');
    },
  },
  {
    kind: 'devices',
    action: 'order',
    about: 'nothing',
    who: 'engineer',
    fields: 'order:[uuid…]',
    meaning: 'sets the order of the list; devices that are not named follow in their present order',
    run(draft, _target, { order }) {
      reorder(draft, order);
    },
  },
  {
    kind: 'devices',
    action: 'clear',
    about: 'nothing',
    who: 'engineer',
    fields: '',
    meaning: 'puts all mixes back to the house mix, except those locked with `nobody`',
    run(draft) {
      const uuids = [...draft.rows('mix')].map(([uuid]) => uuid).filter((uuid) => mixAdmits(draft, uuid, draft.actor));
      const house = houseMix(draft, draft.channels);
      for (const uuid of uuids) replaceMix(draft, uuid, house, 'clear');
      return { count: uuids.length };
    },
  },
  {
    kind: 'house',
    about: 'nothing',
    who: 'engineer',
    fields: 'from:<uuid>|null',
    meaning: 'makes that device’s mix the one that new devices begin with; `null` restores the factory mix',
    run(draft, _target, { from }) {
      if (from === null) draft.remove('house', BOX);
      else if (typeof from === 'string' && draft.get('mix', from))
        draft.put('house', BOX, mixOf(draft, from, draft.channels)!.mix);
      else throw new ControlError('no_such_device', 'from must be a device’s uuid or null', { path: 'from' });
    },
  },
];
