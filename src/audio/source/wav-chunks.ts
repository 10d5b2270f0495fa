/**
 * Walks the chunks of a WAV file: where the next one begins, and where the chunks after the sound begin. Pure. A
 * chunk is a name of four letters, its size (32 bits, little-endian) and its body. After an odd size comes one byte
 * of padding, which some writers leave out.
 */

/** Reads `length` bytes at `offset`, fewer at the end of the file. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

export interface ChunkHeader {
  readonly id: string;
  readonly size: number;
}

const HEAD_BYTES = 8;
/** When the length of the sound is unknown, chunks after it are searched in this many bytes at the end of the file. */
const TAIL_BYTES = 1_048_576;

/** Names that recorders and editors write. Sound never begins with one of them. */
const KNOWN = new Set(
  'fmt |data|ds64|fact|LIST|list|bext|iXML|cue |smpl|inst|JUNK|junk|PAD |FLLR|PEAK|levl|cart|afsp|DISP|id3 |ID3 |axml|chna|minf|elm1|regn|umid|_PMX|note|labl|plst|acid|strc|wavl|slnt|qlty|link|dbmd|AFAn|LGWV|mext'.split(
    '|',
  ),
);
/** Tags that players append without a chunk around them. */
const TAG = /^(ID3.|TAG.|APET)$/s;

/** The chunk header at `offset`; undefined if the file ends before the header does. */
export function chunkAt(readAt: ReadAt, offset: number): ChunkHeader | undefined {
  const bytes = readAt(offset, HEAD_BYTES);
  if (bytes.byteLength < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  return { id: ascii(bytes, 0), size: view.getUint32(4, true) };
}

/**
 * Where the next chunk begins, after a chunk of `size` bytes with its body at `body`. That is after the padding byte,
 * or without it if the writer left it out.
 */
export function nextChunk(readAt: ReadAt, body: number, size: number): number {
  const bare = body + size;
  if ((size & 1) === 0) return bare;
  const padded = bare + 1;
  const [afterPad, without] = [padded, bare].map((offset) => chunkAt(readAt, offset)?.id ?? '');
  if (KNOWN.has(afterPad!) || !KNOWN.has(without!)) return padded;
  return bare;
}

/**
 * Where the chunks after the sound begin, at `from` or later, if they reach to the end of the file; otherwise
 * `fileBytes`. For a file whose header does not say how long its sound is: text must not be played.
 */
export function chunksBehind(readAt: ReadAt, from: number, fileBytes: number): number {
  const first = ascii(readAt(from, 4), 0);
  if (KNOWN.has(first) || TAG.test(first) || reachesEnd(readAt, from, fileBytes)) return from;
  const start = Math.max(from, fileBytes - TAIL_BYTES);
  const tail = readAt(start, fileBytes - start);
  for (let at = 0; at + HEAD_BYTES <= tail.byteLength; at++) {
    if (isLetter(tail[at]!) && KNOWN.has(ascii(tail, at)) && reachesEnd(readAt, start + at, fileBytes))
      return start + at;
  }
  return fileBytes;
}

/** Whether chunks fill the file from `offset` exactly to its end. */
export function reachesEnd(readAt: ReadAt, offset: number, fileBytes: number): boolean {
  let at = offset;
  for (let chunks = 0; chunks < 100 && at < fileBytes; chunks++) {
    const header = chunkAt(readAt, at);
    if (header === undefined || !/^[ -~]{4}$/.test(header.id)) return false;
    const end = at + HEAD_BYTES + header.size;
    if (end >= fileBytes) return end === fileBytes;
    at = nextChunk(readAt, at + HEAD_BYTES, header.size);
  }
  return at === fileBytes;
}

function isLetter(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x7a;
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
