/**
 * Takes the frames of an RTP receiver out of the browser's own player, which would buffer them
 * (WebRTC Encoded Transform). Runs in a worker.
 */

export interface EncodedFrame {
  readonly payloadType: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** What the DOM library does not describe: the frame, and the transform that a worker is given. */
export interface ReceivedFrame {
  readonly data: ArrayBuffer;
  readonly timestamp: number;
  getMetadata(): { readonly payloadType?: number; readonly rtpTimestamp?: number };
}
interface TransformEvent {
  readonly transformer: { readonly readable: ReadableStream<ReceivedFrame> };
}

/** Reads until the stream ends or fails, as it does when the connection ends. */
export async function readFrames(
  stream: ReadableStream<ReceivedFrame>,
  taken: (frame: EncodedFrame) => void,
): Promise<void> {
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
    if (done || value === undefined) return;
    const { payloadType = 0, rtpTimestamp = value.timestamp } = value.getMetadata();
    taken({ payloadType, timestamp: rtpTimestamp, payload: new Uint8Array(value.data) });
  }
}

/** Calls `taken` for every frame that comes through a transform of this worker. */
export function takeFrames(taken: (frame: EncodedFrame) => void): void {
  Object.assign(self, {
    onrtctransform: ({ transformer }: TransformEvent) => {
      void readFrames(transformer.readable, taken);
    },
  });
}
