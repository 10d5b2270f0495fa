/**
 * Sound cards by name, and the card that `auto` takes: of the real sound interfaces, the capture device with the most
 * inputs. Pure: the facts come from the addon.
 */

import type { CaptureDeviceFacts, CardFacts } from '../../addon/capture/capture.js';
import { plainText } from '../../base/plain-text.js';

/** The kind of a capture device. `auto` takes only an `interface`. */
export type CardKind = 'interface' | 'webcam' | 'hdmi' | 'loopback';

/** One device that can capture sound. */
export interface CaptureDevice {
  /** Name for `--source=alsa:`. It uses the card's id, which stays when its number changes. */
  readonly device: string;
  /** For people: the card, and the device's own name if the card has several. */
  readonly label: string;
  /** 0 if it could not be determined. */
  readonly inputs: number;
  readonly kind: CardKind;
  /** Why it cannot be used now; otherwise ''. */
  readonly problem: string;
}

/** The ids that the kernel makes. Any other text could be read as more than a name. */
export const CARD_ID = /^[A-Za-z0-9_-]{1,15}$/;

// Names of cameras whose video function cannot be seen from the sound card (own USB hub, virtual machine).
const WEBCAM_NAME =
  /\b(web-?\s?cam(era)?|camera|cam link|facecam|brio|lifecam|quickcam|c9[0-9]{2}|c6[0-9]{2}|streamcam)\b/i;
const HDMI_NAME = /\b(hdmi|displayport|capture card|video capture|hdcp)\b/i;

export function kindOf(card: CardFacts, device: CaptureDeviceFacts): CardKind {
  const names = `${card.id} ${card.name} ${card.longName} ${device.id} ${device.name}`;
  // snd-aloop's driver; a monitor of the box's own output would feed the mix back into itself.
  if (/^loopback$/i.test(card.driver) || /\bloopback\b/i.test(names)) return 'loopback';
  if (HDMI_NAME.test(names)) return 'hdmi';
  if (card.hasVideo || WEBCAM_NAME.test(names)) return 'webcam';
  return 'interface';
}

/** Every capture device, most inputs first; equal ones in the order of the cards. */
export function captureDevices(cards: readonly CardFacts[]): CaptureDevice[] {
  return cards
    .filter(({ id }) => CARD_ID.test(id))
    .flatMap((card) =>
      card.capture.map((device): CaptureDevice => {
        const several = card.capture.length > 1;
        return {
          device: `hw:CARD=${card.id},DEV=${device.device}`,
          label: plainText(several && device.name !== '' ? `${card.name}, ${device.name}` : card.name) || card.id,
          inputs: device.inputs,
          kind: kindOf(card, device),
          problem: device.problem,
        };
      }),
    )
    .sort((a, b) => b.inputs - a.inputs);
}

/**
 * The device for `auto`, or undefined if none is suitable. A device that cannot be opened now (in use) does not count.
 */
export function deviceForAuto(devices: readonly CaptureDevice[]): CaptureDevice | undefined {
  return devices.find((device) => device.kind === 'interface' && device.inputs > 0 && device.problem === '');
}
