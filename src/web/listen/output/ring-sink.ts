/**
 * Sound through one looping AudioBuffer that is written while it plays. The specification lets a browser copy the
 * buffer when it starts, and some do; Chromium and WebKit share its memory with the audio thread. `sharesMemory` finds
 * out. Main thread.
 */
import type { SoundSink } from '../../../playout/ahead.js';

/** Frames of the loop: 2.7 s at 48 kHz. A power of two. */
const RING_FRAMES = 1 << 17;
const MASK = RING_FRAMES - 1;
/** The loop starts this long after it is made, frames. */
const START_FRAMES = 4096;
/** Without a write for this long the page is frozen, and the loop would come round again, s. */
const FROZEN_S = 1.5;

/** A sink, and the node that plays it. */
export interface SinkNode extends SoundSink {
  readonly node: AudioNode;
  /** To be called a few times per second while the page is alive. */
  alive(): void;
  stop(): void;
}

/** Whether a playing AudioBuffer shows what is written into it. Takes a few ms, and makes no sound. */
export async function sharesMemory(rate: number): Promise<boolean> {
  const block = 128;
  const context = new OfflineAudioContext(1, 4 * block, rate);
  const buffer = context.createBuffer(1, block, rate);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  source.connect(context.destination);
  const data = buffer.getChannelData(0);
  source.start();
  if (data.length === 0) return false;
  context
    .suspend((2 * block) / rate)
    .then(() => {
      data.fill(0.5);
      return context.resume();
    })
    .catch(() => undefined);
  const heard = (await context.startRendering()).getChannelData(0);
  return heard[block] === 0 && heard[3 * block + block / 2] === 0.5;
}

export function createRingSink(context: BaseAudioContext): SinkNode {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(2, RING_FRAMES, rate);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  const node = context.createGain();
  source.connect(node);
  const begin = Math.ceil(context.currentTime * rate) + START_FRAMES;
  source.start(begin / rate);
  const left = buffer.getChannelData(0);
  const right = buffer.getChannelData(1);
  /** Only frames in [clean, dirty) of the device's time may be other than 0. */
  let clean = begin;
  let dirty = begin;
  const clear = (from: number, to: number) => {
    for (let frame = from; frame < to; frame++) {
      left[(frame - begin) & MASK] = 0;
      right[(frame - begin) & MASK] = 0;
    }
  };
  /** Clears what was played: it would be heard again when the loop comes round. */
  const forget = () => {
    const played = Math.floor(context.currentTime * rate) - START_FRAMES;
    if (played <= clean) return;
    clear(Math.max(clean, played - RING_FRAMES), played);
    clean = played;
  };
  return {
    node,
    write(at, newLeft, newRight, from, to) {
      const start = Math.max(at, begin);
      for (let i = from + start - at; i < to; i++) {
        const slot = (at + i - from - begin) & MASK;
        left[slot] = newLeft[i]!;
        right[slot] = newRight[i]!;
      }
      const end = Math.max(start, at + to - from);
      clear(end, dirty);
      dirty = Math.max(end, start);
      forget();
    },
    alive() {
      // Also while nothing is written: after the last sound.
      forget();
      const { gain } = node;
      const now = context.currentTime;
      gain.cancelScheduledValues(0);
      gain.setValueAtTime(1, now);
      gain.setTargetAtTime(0, now + FROZEN_S, 0.01);
    },
    stop() {
      source.stop();
      node.disconnect();
    },
  };
}
