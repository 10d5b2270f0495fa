/**
 * A microphone that hears the page's own output after a known delay. It is right to the frame. A stream of the page
 * would pass buffers on its way back into the audio graph; they are left out.
 */

export interface FakeMicrophone {
  /** From the output to the microphone, ms. */
  readonly delayMs: number;
  /** What of that the browser reports as the microphone's own, ms. */
  readonly reportedMs: number;
  /** Of the sound that it hears. Default 1. */
  readonly gain?: number;
  /** Peak of the noise that it hears besides. Default 0. */
  readonly noise?: number;
}

/** Runs in the page before its own scripts, after `TAP_SCRIPT`. What the page asked for is in `__askedMicrophone`. */
export function fakeMicrophone({ delayMs, reportedMs, gain = 1, noise = 0 }: FakeMicrophone): string {
  return `(() => {
  const connect = AudioNode.prototype.connect;
  const ears = new WeakMap();
  let latest;
  const earOf = (context) => {
    if (!ears.has(context)) {
      const delay = context.createDelay(1);
      delay.delayTime.value = ${delayMs / 1000};
      const level = context.createGain();
      level.gain.value = ${gain};
      const heard = context.createGain();
      const noise = context.createBufferSource();
      noise.buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
      noise.buffer.getChannelData(0).forEach((_, i, samples) => { samples[i] = ${noise} * (2 * Math.random() - 1); });
      noise.loop = true;
      noise.start();
      connect.call(noise, heard);
      connect.call(delay, level);
      connect.call(level, heard);
      ears.set(context, { delay, heard });
    }
    latest = context;
    return ears.get(context);
  };
  AudioNode.prototype.connect = function (target, ...rest) {
    const result = connect.call(this, target, ...rest);
    // The player's way out is a gain; what records the microphone must not hear itself.
    if (target instanceof AudioDestinationNode && target.context instanceof AudioContext && this instanceof GainNode)
      connect.call(this, earOf(target.context).delay);
    return result;
  };
  const streams = new WeakSet();
  // Insecure pages have none.
  if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async (wanted) => {
    globalThis.__askedMicrophone = wanted;
    const destination = latest.createMediaStreamDestination();
    connect.call(earOf(latest).heard, destination);
    destination.stream.getAudioTracks()[0].getSettings = () => ({ latency: ${reportedMs / 1000} });
    streams.add(destination.stream);
    return destination.stream;
  };
  const create = AudioContext.prototype.createMediaStreamSource;
  AudioContext.prototype.createMediaStreamSource = function (stream) {
    if (!streams.has(stream)) return create.call(this, stream);
    const source = this.createGain();
    connect.call(earOf(this).heard, source);
    return source;
  };
})();`;
}

/** The browser does not allow the microphone. */
export const DENIED_MICROPHONE = `if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException('not allowed', 'NotAllowedError'));`;
