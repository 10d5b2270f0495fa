/** The microphone, as it is: nothing removed, nothing levelled. Secure origins only. */
import type { EarFailure } from '../listener-api.js';
import type { RecordedPart } from '../worker/messages.js';

/** Safari's audio session; not in the DOM library. */
interface AudioSession {
  type: string;
}

const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export interface Microphone {
  /** The delay of its own that the browser reports, ms; 0 where it reports none. */
  readonly latencyMs: number;
  close(): void;
}

/** Opens it, and hands what it hears to `take`. Gives the reason where it cannot be opened. */
export async function openMicrophone(
  context: AudioContext,
  workletUrl: string,
  take: (part: RecordedPart) => void,
): Promise<Microphone | EarFailure> {
  // A session for playback alone refuses the microphone.
  const session = (navigator as { audioSession?: AudioSession }).audioSession;
  const before = session?.type;
  if (session) session.type = 'play-and-record';
  const restore = () => {
    if (session && before !== undefined) session.type = before;
  };
  let stream: MediaStream | undefined;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS });
    return await listenTo(stream, context, workletUrl, take, restore);
  } catch (error) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    restore();
    return (error as { name?: string }).name === 'NotAllowedError' ? 'denied' : 'no-microphone';
  }
}

async function listenTo(
  stream: MediaStream,
  context: AudioContext,
  workletUrl: string,
  take: (part: RecordedPart) => void,
  closed: () => void,
): Promise<Microphone> {
  await context.audioWorklet.addModule(workletUrl);
  const source = context.createMediaStreamSource(stream);
  const recorder = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' });
  recorder.port.onmessage = ({ data }: MessageEvent<RecordedPart>) => take(data);
  // It puts out silence. Only what leads to the output is rendered everywhere.
  source.connect(recorder).connect(context.destination);
  const settings: MediaTrackSettings & { latency?: number } = stream.getAudioTracks()[0]?.getSettings() ?? {};
  return {
    latencyMs: (settings.latency ?? 0) * 1000,
    close() {
      recorder.port.onmessage = null;
      source.disconnect();
      recorder.disconnect();
      for (const track of stream.getTracks()) track.stop();
      closed();
    },
  };
}
