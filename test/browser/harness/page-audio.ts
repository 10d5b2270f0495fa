/**
 * Records what a page's audio graph outputs, unnoticed by the page. Everything that is
 * connected to a context's destination also goes into two analysers (one per side). They
 * keep the last 0.68 s, whole, and cost the page's own thread nothing.
 */
import type { Page } from 'playwright-core';

/** Frames in one recording. */
export const HEARD_FRAMES = 32_768;

/** Runs in the page before its own scripts. */
export const TAP_SCRIPT = `(() => {
  const connect = AudioNode.prototype.connect;
  const taps = new WeakMap();
  let latest = null;
  const tapOf = (context) => {
    let tap = taps.get(context);
    if (tap) return tap;
    const input = context.createGain();
    const splitter = context.createChannelSplitter(2);
    const sides = [0, 1].map((side) => {
      const analyser = context.createAnalyser();
      analyser.fftSize = ${HEARD_FRAMES};
      connect.call(splitter, analyser, side);
      return analyser;
    });
    input.channelCount = 2;
    input.channelCountMode = 'explicit';
    connect.call(input, splitter);
    tap = { context, input, sides, offsets: [] };
    taps.set(context, tap);
    latest = tap;
    return tap;
  };
  // An OfflineAudioContext is heard by nobody.
  const speaks = (node) => node instanceof AudioDestinationNode && node.context instanceof AudioContext;
  AudioNode.prototype.connect = function (target, ...rest) {
    const result = connect.call(this, target, ...rest);
    if (speaks(target)) connect.call(this, tapOf(this.context).input);
    return result;
  };
  const disconnect = AudioNode.prototype.disconnect;
  AudioNode.prototype.disconnect = function (...args) {
    if (speaks(args[0])) disconnect.call(this, tapOf(this.context).input);
    return disconnect.apply(this, args);
  };
  const encode = (samples) => {
    const bytes = new Uint8Array(samples.buffer);
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  };
  globalThis.__tap = () => latest;
  globalThis.__heard = () => {
    if (!latest) return null;
    const { context, sides } = latest;
    const left = new Float32Array(${HEARD_FRAMES});
    const right = new Float32Array(${HEARD_FRAMES});
    // Both sides and the time must be of one moment; rendering continues meanwhile.
    let time;
    for (let attempt = 0; attempt < 20; attempt++) {
      time = context.currentTime;
      sides[0].getFloatTimeDomainData(left);
      sides[1].getFloatTimeDomainData(right);
      if (context.currentTime === time) break;
    }
    return { rate: context.sampleRate, state: context.state, contextMs: time * 1000, left: encode(left), right: encode(right) };
  };
  // The context renders in bursts; a device plays a burst from the moment it is rendered on. Frame 0 would so have
  // been played at the upper edge of wall − context.
  setInterval(() => {
    if (latest && latest.context.state === 'running') {
      latest.offsets.push(performance.timeOrigin + performance.now() - latest.context.currentTime * 1000);
      if (latest.offsets.length > 400) latest.offsets.shift();
    }
  }, 7);
  globalThis.__contextOrigin = () => {
    if (!latest || latest.offsets.length === 0) return NaN;
    const sorted = [...latest.offsets].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.9)];
  };
})();`;

export interface Heard {
  /** Hertz, of the context. */
  readonly rate: number;
  readonly state: string;
  /** Context time of the end of the recording, ms. */
  readonly contextMs: number;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

interface RawHeard {
  readonly rate: number;
  readonly state: string;
  readonly contextMs: number;
  readonly left: string;
  readonly right: string;
}

function decode(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The last 0.68 s of the page's output. Rejects while the page has no audio. */
export async function hear(page: Page): Promise<Heard> {
  const raw = (await page.evaluate('globalThis.__heard()')) as RawHeard | null;
  if (!raw) throw new Error('the page has made no sound yet');
  return { ...raw, left: decode(raw.left), right: decode(raw.right) };
}

/**
 * Wall-clock ms at which a device that renders no further ahead than its own burst would have played frame 0 of the
 * page's context.
 */
export async function contextOriginMs(page: Page): Promise<number> {
  return (await page.evaluate('globalThis.__contextOrigin()')) as number;
}
