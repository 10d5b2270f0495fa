/**
 * Replaces the fan-out and the store of the broker library. Our messages go straight to the connections of their
 * subscribers, and nothing is retained. The library's own fan-out would cost once for each matching filter. Pure.
 */
import { Readable } from 'node:stream';

type Done = (error?: Error | null) => void;

/** An emitter without listeners, which calls back at once. */
export const NO_EMITTER = {
  on(_topic: string, _notify: unknown, done?: Done): void {
    done?.();
  },
  removeListener(_topic: string, _notify: unknown, done?: Done): void {
    done?.();
  },
  emit(_packet: unknown, done?: Done): void {
    done?.();
  },
  close(done?: Done): void {
    if (done) setImmediate(done);
  },
};

/** Retained messages of any filter: none. So a SUBSCRIBE need not search for each filter. */
export const nothingRetained = (): Readable => Readable.from([]);

/** Encodes a PUBLISH of QoS 0 (MQTT 3.1.1, 3.3). */
export function encodePublish(topic: string, payload: string): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const length = 2 + topicBytes + Buffer.byteLength(payload);
  const size: number[] = [];
  for (let left = length; size.length === 0 || left > 0; left = Math.floor(left / 128))
    size.push((left % 128) | (left >= 128 ? 0x80 : 0));
  const packet = Buffer.allocUnsafe(1 + size.length + length);
  packet[0] = 0x30;
  packet.set(size, 1);
  const at = packet.writeUInt16BE(topicBytes, 1 + size.length);
  packet.write(topic, at);
  packet.write(payload, at + topicBytes);
  return packet;
}
