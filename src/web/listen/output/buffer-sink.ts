/**
 * Sound through one AudioBufferSourceNode per write, for browsers whose playing buffers cannot be changed. Each node
 * takes over on the frame where the one before it is stopped. Main thread. It makes garbage: one buffer per packet.
 */
import type { SinkNode } from './ring-sink.js';

/** A node that starts at once, because its time is over, is this many frames late. */
const QUANTUM = 128;

export function createBufferSink(context: AudioContext): SinkNode {
  const rate = context.sampleRate;
  const node = context.createGain();
  let playing: AudioBufferSourceNode | undefined;
  return {
    node,
    write(at, left, right, from, to) {
      // What is over cannot be scheduled any more; it was played by the node before.
      const start = Math.max(at, Math.ceil(context.currentTime * rate) + QUANTUM);
      const skip = start - at;
      const frames = to - from - skip;
      playing?.stop(start / rate);
      playing = undefined;
      if (frames <= 0) return;
      const buffer = context.createBuffer(2, frames, rate);
      buffer.copyToChannel(left.subarray(from + skip, to) as Float32Array<ArrayBuffer>, 0);
      buffer.copyToChannel(right.subarray(from + skip, to) as Float32Array<ArrayBuffer>, 1);
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(node);
      source.start(start / rate);
      playing = source;
    },
    alive() {},
    stop() {
      playing?.stop();
      node.disconnect();
    },
  };
}
