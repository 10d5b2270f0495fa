/** The record of an input channel. Pure: types only. */

/** id = channel index. An absent field means: as the source names it. */
export interface ChannelRecord {
  readonly name?: string;
  readonly color?: string;
  readonly icon?: string;
  /** Stereo partner. Always mutual. */
  readonly link: number | null;
  /** Input gain, dB. */
  readonly trimDb: number;
  /** Taken back in every mix, so that a compensated trim changes what nobody hears, dB. */
  readonly compensationDb: number;
}
