/**
 * In which form a listener's sound goes out: codec and frames of a packet, and which lengths each codec allows. Pure;
 * shared by the box, the page and the terminal's listener.
 */

import { CodedError } from '../../base/errors.js';

export type SoundCodec = 'pcm' | 'opus';

/** Codec and frames of one packet. */
export interface SoundForm {
  readonly codec: SoundCodec;
  /** Frames of one packet. */
  readonly frames: number;
}

/** What every packet of a listener's sound says of itself. */
export interface SoundStamp extends SoundForm {
  /** OR of `WebFlag`. */
  readonly flags: number;
  readonly epoch: number;
  /** Number of the packet, counting dropped ones. Wraps at 2³². */
  readonly sequence: number;
  /** Hertz. */
  readonly sampleRate: number;
  /** Index of the first frame since the stream began. Opus sounds later by its look-ahead. */
  readonly first: number;
  /** Capture time of the last frame, ms on the box's monotonic clock. */
  readonly captureMs: number;
}

/** What the box chooses for one listener. */
export interface ListenerPlan extends SoundForm {
  /** How many of the frames before it each packet carries again, 0…2. Only transports that lose packets use them. */
  readonly copies: number;
}

/** Frames of a PCM packet: any whole number in this range. */
export const PCM_FRAMES = { min: 128, max: 1920 } as const;
/** Frames of an Opus packet: 2.5, 5, 10 or 20 ms. Each length is a whole multiple of the one before it. */
export const OPUS_FRAMES: readonly number[] = [120, 240, 480, 960];
/** The sample rate of Opus, hertz. At others the box sends PCM. */
export const OPUS_RATE = 48_000;
/** Frames by which decoded sound comes after the encoded, in Opus' low-delay mode. */
export const OPUS_LOOK_AHEAD = 120;
/**
 * CPU against quality. At 5 and above libopus filters pitch out of steady tones, which come out cleaner. But for a
 * newcomer a frame is coded alone, which then disturbs those who play.
 */
export const OPUS_COMPLEXITY = 4;
export const MOST_COPIES = 2;

/** Bit/s of Opus: shorter frames need more for the same sound. */
export function opusBitrate(frames: number): number {
  return frames <= 240 ? 160_000 : 128_000;
}

/** Bytes of one Opus packet. Every packet of a length has the same size. */
export function opusBytes(frames: number): number {
  return (opusBitrate(frames) * frames) / OPUS_RATE / 8;
}

/** Whether packets of this codec may have this length. */
export function allowedFrames(codec: SoundCodec, frames: number): boolean {
  if (codec === 'opus') return OPUS_FRAMES.includes(frames);
  return Number.isInteger(frames) && frames >= PCM_FRAMES.min && frames <= PCM_FRAMES.max;
}

/**
 * PCM in place of `form`, with the same length where PCM allows it. `most` is what a packet may hold, at least
 * `PCM_FRAMES.min`: a longer one becomes several of equal length.
 */
export function asPcm({ codec, frames: asked }: SoundForm, most: number = PCM_FRAMES.max): SoundForm {
  const frames = codec === 'pcm' || asked >= PCM_FRAMES.min ? asked : 2 * asked;
  for (let parts = Math.ceil(frames / most); frames / parts >= PCM_FRAMES.min; parts++)
    if (frames % parts === 0) return { codec: 'pcm', frames: frames / parts };
  // Of a length that cannot be divided so.
  return { codec: 'pcm', frames: Math.min(frames, most) };
}

/**
 * Form of the packet that begins at `at` (frames since the capture began), on the way from `now` to `wanted`. Packets
 * of one length begin at its whole multiples, so that listeners share them. Until such a place, Opus keeps its length;
 * anything else is bridged by PCM packets of other lengths, of at most `mostPcm` frames. So no frame is left out or
 * sent twice.
 */
export function formOnTheWay(now: SoundForm, wanted: SoundForm, at: number, mostPcm: number): SoundForm {
  const rest = (wanted.frames - (at % wanted.frames)) % wanted.frames;
  if (rest === 0) return wanted;
  if (now.codec === 'opus' && wanted.codec === 'opus') return now;
  // The nearest place that PCM packets reach, neither too short nor too long. Each step leaves fewer frames to it.
  for (let frames = rest; ; frames += wanted.frames) {
    const packets = Math.ceil(frames / mostPcm);
    if (frames >= packets * PCM_FRAMES.min) return { codec: 'pcm', frames: Math.floor(frames / packets) };
  }
}

/** Throws a `CodedError` (`bad-plan`) that names what is not allowed. */
export function checkPlan({ codec, frames, copies }: ListenerPlan): void {
  if (codec !== 'pcm' && codec !== 'opus') throw new CodedError('bad-plan', `codec ${codec}: pcm or opus`);
  if (!allowedFrames(codec, frames)) throw new CodedError('bad-plan', `${frames} frames of ${codec} are not allowed`);
  if (!Number.isInteger(copies) || copies < 0 || copies > MOST_COPIES) {
    throw new CodedError('bad-plan', `${copies} copies: 0 to ${MOST_COPIES}`);
  }
}
