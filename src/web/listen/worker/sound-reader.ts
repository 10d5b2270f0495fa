/** Reads packets of sound from the box's messages, for the player. Runs where the socket is. */
import { decodeWebPacket } from '../../../audio/stream/web/web-packet.js';
import type { FedPacket } from './messages.js';

export class SoundReader {
  /** @returns undefined for a message that is no sound, or that is malformed. */
  read(message: ArrayBuffer): FedPacket | undefined {
    const receivedMs = performance.timeOrigin + performance.now();
    const decoded = decodeWebPacket(new Uint8Array(message));
    if (!decoded.ok || decoded.packet.type !== 'audio') return undefined;
    const { epoch, first, sampleRate, flags, captureMs, samples } = decoded.packet;
    return { epoch, first, sampleRate, flags, captureMs, samples, receivedMs };
  }
}
