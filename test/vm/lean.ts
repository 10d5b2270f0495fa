import { Firmware } from './firmware.js';
import type { GuestOptions } from './guest.js';
import type { Bench } from './scenario.js';

/**
 * For scenarios of many boots. The service plays test tones instead of making the demo band's sound, and the firmware
 * begins after its wait for a TPM.
 */
export function lean({ folder }: Bench): Pick<GuestOptions, 'source' | 'firmware'> {
  return { source: 'tones:16', firmware: new Firmware(folder) };
}
