/** Commands about one person's second phone. */

import { endPasses } from '../devices/pass.js';
import { endSharing } from '../devices/registry.js';
import { newPhoneCode } from '../devices/tokens.js';
import { claimDevice, giveCode, givePass, moveTo, redeemCode, refuseClaim } from '../devices/two-phones.js';
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
    owner(
      'moves everything of the device with this code to this one, as `handover` does; with `both`, this one mirrors it',
    ),
    (draft, uuid, { code, both = false }) => redeemCode(draft, uuid, code, both),
  ),
  command(
    'device pass',
    owner('returns a new `phoneCode` for a stand-in, good for 12 hours and one `redeem`; the pass then lasts 8 hours'),
    (draft, uuid) => givePass(draft, uuid, newPhoneCode()),
  ),
  command('device revoke', owner('ends the passes from this device, and its own'), (draft, uuid) =>
    endPasses(draft, uuid),
  ),
  command('device alone', owner('ends mirroring: this device mirrors none, and none mirrors it'), (draft, uuid) =>
    endSharing(draft, uuid),
  ),
];
