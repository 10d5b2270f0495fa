// Accounts for every frame of sound that came by RTP: what is lost, what the box said would be missing, what is left.

/** The oldest first. Each packet: {session, sequence, timestamp, frames: [{first, data}]}; `first` is signed. */
const inOrder = (packets) => {
  const next = new Map();
  for (const packet of packets) {
    const before = next.get(packet.session) ?? packet.sequence;
    // Sequence numbers are 16 bits wide.
    const sequence = before + (((packet.sequence - before + 0x8000) & 0xffff) - 0x8000);
    next.set(packet.session, sequence);
    packet.unwrapped = sequence;
  }
  return [...packets].sort((a, b) => a.session - b.session || a.unwrapped - b.unwrapped);
};

/** Packets that never came, and those that came twice or after a later one. */
export function sequences(packets) {
  const report = { lost: 0, disordered: 0 };
  const highest = new Map();
  let before;
  for (const { session, unwrapped } of inOrder(packets)) {
    if (before?.session === session && unwrapped > before.unwrapped) report.lost += unwrapped - before.unwrapped - 1;
    before = { session, unwrapped };
  }
  for (const { session, unwrapped } of packets) {
    if (unwrapped <= (highest.get(session) ?? Number.NEGATIVE_INFINITY)) report.disordered++;
    else highest.set(session, unwrapped);
  }
  return report;
}

/** Each frame once, by its first sample, from the first packet that has it. */
export function framesOf(packets) {
  const known = new Map();
  for (const { frames } of inOrder(packets))
    for (const frame of frames) if (!known.has(frame.first)) known.set(frame.first, frame);
  return [...known.values()].sort((a, b) => a.first - b.first);
}

/**
 * Gaps between pieces [from, to], in samples. A gap is marked if the box said so: a `map` with flags that names a
 * packet within it or right after it.
 */
export function gaps(pieces, maps) {
  const report = { marked: 0, unmarked: 0, places: [] };
  let end;
  for (const [from, to] of [...pieces].sort(([a], [b]) => a - b)) {
    if (end !== undefined && from > end) {
      const marked = maps.some(({ flags, rtp }) => flags !== 0 && (rtp | 0) >= end && (rtp | 0) <= from);
      report[marked ? 'marked' : 'unmarked'] += from - end;
      if (report.places.length < 10) report.places.push([end, from]);
    }
    end = Math.max(end ?? to, to);
  }
  return report;
}
