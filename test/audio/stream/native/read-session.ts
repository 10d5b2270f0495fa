/** Converts a recorded session into what a client must see, with its own small reader. */
export function readSession(bytes: Buffer): Record<string, unknown>[] {
  const seen: Record<string, unknown>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [version, type, flags, length] = [
      bytes.readUInt16BE(at + 4),
      bytes[at + 6],
      bytes[at + 7],
      bytes.readUInt32BE(at + 12),
    ];
    const payload = bytes.subarray(at + 16, at + 16 + length);
    if (type === 2) seen.push({ version, type, json: JSON.parse(payload.toString()) });
    else {
      let sumLeft = 0;
      let sumRight = 0;
      for (let i = 28; i < payload.length; i += 4) {
        sumLeft += payload.readInt16BE(i);
        sumRight += payload.readInt16BE(i + 2);
      }
      const [frames, sequence] = [payload.readUInt16BE(2), payload.readUInt32BE(4)];
      const first = Number(payload.readBigInt64BE(8));
      seen.push({ version, type, flags, sequence, frames, first, sumLeft, sumRight });
    }
    at += 16 + length;
  }
  return seen;
}
