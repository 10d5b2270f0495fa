/**
 * Sound through one AudioBufferSourceNode per write, for browsers whose playing buffers cannot be changed. A node takes
 * over on the frame where those before it are stopped. Main thread. It makes garbage: one buffer per packet.
 */
import type { SinkNode } from './ring-sink.js';

/** The audio thread may be in its present block: what is written begins after it, frames. */
const QUANTUM = 128;

interface Scheduled {
  readonly source: AudioBufferSourceNode;
  /** Context frame on which it ends. */
  end: number;
}

export function createBufferSink(context: BaseAudioContext): SinkNode {
  const rate = context.sampleRate;
  const node = context.createGain();
  /** All that may still be heard. A write may replace more than the newest. */
  let scheduled: Scheduled[] = [];
  return {
    node,
    write(at, left, right, from, to) {
      const now = Math.ceil(context.currentTime * rate);
      // What is over cannot be scheduled any more; the nodes before play it.
      const start = Math.max(at, now + QUANTUM);
      scheduled = scheduled.filter(({ end }) => end > now);
      for (const each of scheduled) {
        // A later stop would undo an earlier one.
        if (each.end <= start) continue;
        each.source.stop(start / rate);
        each.end = start;
      }
      const first = from + start - at;
      const frames = to - first;
      if (frames <= 0) return;
      const buffer = context.createBuffer(2, frames, rate);
      buffer.copyToChannel(left.subarray(first, to) as Float32Array<ArrayBuffer>, 0);
      buffer.copyToChannel(right.subarray(first, to) as Float32Array<ArrayBuffer>, 1);
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(node);
      source.start(start / rate);
      scheduled.push({ source, end: start + frames });
    },
    alive() {},
    stop() {
      for (const { source } of scheduled) source.stop();
      node.disconnect();
    },
  };
}
