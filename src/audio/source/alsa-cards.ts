/**
 * Sound cards by name, and the one that `auto` takes: the capture device with the most inputs that is a real sound
 * interface. Pure: the facts come from the addon.
 */
import { plainText } from '../plain-text.js';
import type { CaptureDeviceFacts, CardFacts } from './node-alsa-capture/capture.js';

/** What a capture device is to a stage box. Only `interface` is ever taken unasked. */
export type CardKind = 'interface' | 'webcam' | 'hdmi' | 'loopback';

/** One device sound can be captured from. */
export interface CaptureDevice {
  /** For `--source=alsa:`: by the card's id, which stays when its number does not. */
  readonly device: string;
  /** For people: card, and the device's own name where the card has several. */
  readonly label: string;
  /** 0 where it could not be asked. */
  readonly inputs: number;
  readonly kind: CardKind;
  /** Why it cannot be used now, else ''. */
  readonly problem: string;
}

/** As the kernel makes them; another would be read as more than a name. */
export const CARD_ID = /^[A-Za-z0-9_-]{1,15}$/;

// Names of cameras whose video function is not seen from the sound card (a hub of their own, a virtual machine).
const WEBCAM_NAME =
  /\b(web-?\s?cam(era)?|camera|cam link|facecam|brio|lifecam|quickcam|c9[0-9]{2}|c6[0-9]{2}|streamcam)\b/i;
const HDMI_NAME = /\b(hdmi|displayport|capture card|video capture|hdcp)\b/i;

export function kindOf(card: CardFacts, device: CaptureDeviceFacts): CardKind {
  const names = `${card.id} ${card.name} ${card.longName} ${device.id} ${device.name}`;
  // snd-aloop's driver; a monitor of the box' own output would feed the mix back into itself.
  if (/^loopback$/i.test(card.driver) || /\bloopback\b/i.test(names)) return 'loopback';
  if (HDMI_NAME.test(names)) return 'hdmi';
  if (card.hasVideo || WEBCAM_NAME.test(names)) return 'webcam';
  return 'interface';
}

/** Every capture device, the one with the most inputs first; equal ones in the order of the cards. */
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

/** The device for `auto`, undefined where none will do. One that cannot be opened now (in use) counts as absent. */
export function deviceForAuto(devices: readonly CaptureDevice[]): CaptureDevice | undefined {
  return devices.find((device) => device.kind === 'interface' && device.inputs > 0 && device.problem === '');
}
