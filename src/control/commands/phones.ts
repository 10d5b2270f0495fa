/** Commands about one person's second phone. */
import { newPhoneCode } from '../devices/tokens.js';
import { claimDevice, giveCode, moveTo, redeemCode, refuseClaim } from '../devices/two-phones.js';
import { command } from './command.js';

const owner = (meaning: string) => ({ about: 'device', who: 'owner', meaning }) as const;

export const phoneCommands = [
  command(
    'device handover',
    owner(
      'moves mix, presets, names, own channels, groups and lock to that device; a musician needs that device’s `claim`',
    ),
    (draft, uuid, { to }) => moveTo(draft, uuid, to),
  ),
  command(
    'device claim',
    owner(
      'says that the person of this device is the person of `of`, who answers with `handover` or `refuse`; `null` takes it back',
    ),
    (draft, uuid, { of }) => claimDevice(draft, uuid, of),
  ),
  command('device refuse', owner('says no to the claim of `to` on this device'), (draft, uuid, { to }) =>
    refuseClaim(draft, uuid, to),
  ),
  command('device code', owner('returns a new `phoneCode`, good for ten minutes and one `redeem`'), (draft, uuid) =>
    giveCode(draft, uuid, newPhoneCode()),
  ),
  command(
    'device redeem',
    owner('moves everything of the device with this code to this one, as `handover` does'),
    (draft, uuid, { code }) => redeemCode(draft, uuid, code),
  ),
];
