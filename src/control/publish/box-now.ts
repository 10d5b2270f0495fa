/** What may change about the box itself while it runs. Main thread only. */
import type { BoxInfo, ChannelInfo } from '../../wire/messages.js';

/** The present source. */
export interface SourceNow {
  /** The setting that names it; each has mixes of its own. */
  readonly spec: string;
  readonly channels: readonly ChannelInfo[];
  /** Hertz. */
  readonly sampleRate: number;
  readonly label: string;
}

/** The ports in use on a box that also listens with TLS. */
export type TlsPorts = NonNullable<BoxInfo['tls']>;

export interface BoxNow {
  source: SourceNow;
  /** 0 = not open yet. */
  mqttPort: number;
  tls: TlsPorts | undefined;
  /** Whether native clients without a token may connect. */
  allowUnverified: boolean;
}
