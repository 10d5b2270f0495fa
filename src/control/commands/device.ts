/** Commands about devices, their saved states and the house mix. */
import { ControlError } from '../../wire/errors.js';
import { cleanName } from '../../wire/names.js';
import { deviceOf, displayName, forgetDevice, reorder, setRole } from '../devices/registry.js';
import { newId } from '../devices/tokens.js';
import { groupsWithIds } from '../mix/groups.js';
import { mixAdmits, withLock } from '../mix/mix-lock.js';
import { houseMix, mixOf, replaceMix } from '../mix/mixes.js';
import { BOX } from '../state/state.js';
import { command } from './command.js';

const oneDevice = [
  command(
    'device rename',
    {
      about: 'device',
      who: 'owner',
      meaning:
        'sets the device’s own name; on another’s device an engineer sets the custom name, and `null` removes it',
    },
    (draft, uuid, { name }) => {
      const device = deviceOf(draft, uuid);
      if (draft.actor.uuid === uuid) draft.put('device', uuid, { ...device, name: cleanName(name) });
      else draft.put('device', uuid, { ...device, customName: name });
    },
  ),
  command(
    'device own',
    { about: 'device', who: 'sharer', meaning: 'sets which inputs belong to this device' },
    (draft, uuid, { channels }) => draft.put('device', uuid, { ...deviceOf(draft, uuid), own: channels }),
  ),
  command(
    'device groups',
    {
      about: 'device',
      who: 'sharer',
      meaning: 'replaces the list of channel groups, in order; a group sent with its `id` keeps it',
    },
    (draft, uuid, { groups }) => {
      const device = deviceOf(draft, uuid);
      const next = groupsWithIds(groups, device.groups ?? [], newId);
      draft.put('device', uuid, { ...device, groups: next });
      return { groups: next.map(({ id }) => id) };
    },
  ),
  command(
    'device ear',
    {
      about: 'device',
      who: 'owner',
      meaning: 'keeps the delay that this device measured with its microphone, with the box’s time; `null` removes it',
    },
    (draft, uuid, { ear }) => {
      const { ear: _, ...device } = deviceOf(draft, uuid);
      draft.put('device', uuid, ear === null ? device : { ...device, ear: { ...ear, at: draft.at } });
    },
  ),
  command(
    'device clear',
    { about: 'device', who: 'sharer', meaning: 'puts the mix back to the house mix' },
    (draft, uuid) => {
      replaceMix(draft, uuid, houseMix(draft, draft.channels), 'clear');
      return { count: 1 };
    },
  ),
  command(
    'device disconnect',
    { about: 'device', who: 'engineer', meaning: 'closes the device’s connections' },
    (draft, uuid) => {
      draft.effects.push({ type: 'kick', uuid });
    },
  ),
  command(
    'device forget',
    { about: 'device', who: 'engineer', meaning: 'removes a device that is not connected, with all its data' },
    (draft, uuid) => {
      if (draft.isConnected(uuid)) throw new ControlError('connected', 'the device is connected; disconnect it first');
      forgetDevice(draft, uuid);
    },
  ),
  command(
    'device role',
    { about: 'device', who: 'engineer', meaning: 'gives or takes the engineer’s role' },
    (draft, uuid, { role }) => {
      if (role === 'engineer' && !deviceOf(draft, uuid).verified)
        throw new ControlError('forbidden', 'a device without a token cannot be an engineer');
      setRole(draft, uuid, role);
    },
  ),
  command(
    'device lock',
    {
      about: 'device',
      who: 'engineer',
      meaning: 'locks the mix, so that only an engineer, or nobody, may change it; `null` unlocks it',
    },
    (draft, uuid, { lock }) => draft.put('device', uuid, withLock(deviceOf(draft, uuid), lock)),
  ),
];

const allDevices = [
  command(
    'devices order',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'sets the order of the list; devices that are not named follow in their present order',
    },
    (draft, _target, { order }) => reorder(draft, order),
  ),
  command(
    'devices clear',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'puts all mixes back to the house mix, except those locked with `nobody`',
    },
    (draft) => {
      const uuids = [...draft.rows('mix')].map(([uuid]) => uuid).filter((uuid) => mixAdmits(draft, uuid, draft.actor));
      const house = houseMix(draft, draft.channels);
      for (const uuid of uuids) replaceMix(draft, uuid, house, 'clear');
      return { count: uuids.length };
    },
  ),
  command(
    'devices forget',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'removes every musician’s device that is not connected, with all its data; locked ones stay',
    },
    (draft) => {
      const absent = [...draft.rows('device')]
        .map(([, device]) => device)
        .filter(({ uuid, role, lock }) => role === 'musician' && lock === undefined && !draft.isConnected(uuid));
      for (const { uuid } of absent) forgetDevice(draft, uuid);
      return { count: absent.length };
    },
  ),
  command(
    'house',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'new devices begin with a copy of that device’s mix; `null` restores the factory mix',
    },
    (draft, _target, { from }) => {
      if (from === null) {
        draft.remove('house', BOX);
        draft.remove('houseFrom', BOX);
        return;
      }
      const found = mixOf(draft, from, draft.channels);
      if (!found) throw new ControlError('no_such_device', 'from must be a device’s uuid or null', { path: 'from' });
      draft.put('house', BOX, found.mix);
      draft.put('houseFrom', BOX, { uuid: from, name: displayName(deviceOf(draft, from)), at: draft.at });
    },
  ),
];

export const deviceCommands = [...oneDevice, ...allDevices];
