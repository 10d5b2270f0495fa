/**
 * Takes the frames of an RTP receiver before the browser's own player buffers them (WebRTC Encoded Transform). Runs in
 * a worker. The browser's player gets them only while it shall play, instead of ours.
 */

export interface EncodedFrame {
  readonly payloadType: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
  /** When it came to the browser's network thread, or to this one where the browser does not say; ms since 1970. */
  readonly receivedMs: number;
}

/** No frame waits longer than this between the browser's threads, ms. */
const LONGEST_WAY_MS = 10_000;

/** @param receiveTime as the browser says, ms since this worker began. */
function receivedAt(receiveTime: number | undefined): number {
  const now = performance.now();
  const known = receiveTime !== undefined && receiveTime <= now && now - receiveTime < LONGEST_WAY_MS;
  return performance.timeOrigin + (known ? receiveTime : now);
}

/** What the DOM library does not describe: the frame, and the streams of a transform. */
interface ReceivedFrame {
  readonly data: ArrayBuffer;
  readonly timestamp: number;
  getMetadata(): { readonly payloadType?: number; readonly rtpTimestamp?: number; readonly receiveTime?: number };
}
export interface FrameStreams {
  readonly readable: ReadableStream<ReceivedFrame>;
  readonly writable: WritableStream<ReceivedFrame>;
}

export class RtpFrames {
  /** Whether the browser's own player gets the frames, too. */
  passing = false;
  readonly #taken: (frame: EncodedFrame) => void;

  constructor(taken: (frame: EncodedFrame) => void) {
    this.#taken = taken;
    Object.assign(self, {
      onrtctransform: ({ transformer }: { readonly transformer: FrameStreams }) => void this.read(transformer),
    });
  }

  /** Reads until the streams end or fail, as they do when the connection ends. */
  async read({ readable, writable }: FrameStreams): Promise<void> {
    const reader = readable.getReader();
    const writer = writable.getWriter();
    for (;;) {
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
      if (done || value === undefined) return;
      const { payloadType = 0, rtpTimestamp = value.timestamp, receiveTime } = value.getMetadata();
      // A frame that is written on loses its data.
      const payload = new Uint8Array(this.passing ? value.data.slice(0) : value.data);
      if (this.passing) writer.write(value).catch(() => undefined);
      this.#taken({ payloadType, timestamp: rtpTimestamp, payload, receivedMs: receivedAt(receiveTime) });
    }
  }
}
